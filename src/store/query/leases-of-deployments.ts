import { parseDeploymentKey } from '#domain/ids.ts'
import type { Queryable } from '../connection.ts'
import type { Window } from './keyset.ts'
import { keyset, where } from './keyset.ts'
import { leaseSorts } from './lease-filter.ts'
import { type LeaseColumns, type LeaseRow, leaseRow } from './lease-row.ts'

/** The same window of each deployment's leases, newest first, in one statement; in list order within a deployment. */
export async function leasesOfDeployments(
  sql: Queryable,
  keys: readonly string[],
  window: Window,
): Promise<LeaseRow[]> {
  const dseqs = keys.map((key) => parseDeploymentKey(key).dseq.toString())
  const { conditions, tail } = keyset(sql, leaseSorts.CREATED_DESC, window)
  const all = where(sql, [sql`l.dseq = d.dseq and l.deployment_key = d.key`, ...conditions])
  const rows = await sql<LeaseColumns[]>`
    select l.* from unnest(${[...keys]}::text[], ${dseqs}::numeric[]) as d (key, dseq)
    cross join lateral (select l.* from lease l ${all} ${tail}) l`
  const leases = rows.map(leaseRow)
  return window.backward ? leases.reverse() : leases
}
