import type { Change } from '#domain/change.ts'
import type { Group } from '#domain/record.ts'
import { recordKey } from '#domain/record.ts'
import type { Queryable } from './connection.ts'
import { jsonText } from './json-text.ts'

/** Tells the leases of groups that came after them how many IPs they are entitled to. */
export async function countIpEndpoints(tx: Queryable, groups: readonly Group[]): Promise<void> {
  await tx`
    update lease l set ip_endpoint_count = cardinality(g.ip_sequence_numbers)
    from deployment_group g
    where g.key = any(${groups.map(recordKey)}::text[])
      and l.dseq = g.dseq and l.group_key = g.key
      and l.ip_endpoint_count is distinct from cardinality(g.ip_sequence_numbers)`.execute()
}

/** Counts the open leases of providers anew: a difference added up could drift, a count cannot. */
export async function countActiveLeases(tx: Queryable, providers: readonly string[]): Promise<void> {
  await tx`
    update provider p set active_lease_count = c.leases
    from (
      select address, (
        select count(*) from lease l where l.provider = address and l.state in ('active', 'reclaiming')
      ) as leases
      from unnest(${providers}::text[]) as u(address) offset 0
    ) c
    where p.address = c.address and p.active_lease_count <> c.leases`.execute()
}

/** Only the event tells when a provider was created; the first one stays. */
export async function setProvidersCreated(tx: Queryable, changes: readonly Change[]): Promise<void> {
  const rows = changes.map(({ subject, height }) => ({ subject, height }))
  await tx`
    update provider p set created_height = r.height
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as r(subject text, height bigint)
    where p.address = r.subject and p.created_height is null`.execute()
}
