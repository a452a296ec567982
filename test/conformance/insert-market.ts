import { type Change, type ChangeKind, changeKinds } from '#domain/change.ts'
import { commit } from '#store/commit.ts'
import type { Database, Queryable } from '#store/connection.ts'
import { insertTestLeases, owners, providers } from '#store/query/test-leases.ts'
import { commitAt, hashAt } from '#store/test-records.ts'

/** Heights at which leases are created; they end up to 97 blocks later. */
const HEIGHTS = 200
const CHANGES = 400

export interface Market {
  /** Lease n has dseq n; numbers begin at 1. */
  readonly leases: number
  readonly chainId: string
}

/**
 * A market in which nothing that a lease points to is missing: every lease has its deployment, group, order and
 * bid, every provider is registered, orders without a lease wait for one, blocks have times and the feed is full.
 * The database must be empty and migrated.
 */
export async function insertMarket(sql: Database, { leases, chainId }: Market): Promise<void> {
  const blocks = Array.from({ length: HEIGHTS + 100 }, (_, n) => ({
    height: n + 1,
    hash: hashAt(n + 1),
    time: new Date(Date.UTC(2026, 0, 1) + n * 6000),
  }))
  const changes = Array.from({ length: CHANGES }, (_, n) => changeOf(n + 1))
  await commit(sql, commitAt(1, { blocks, changes }), { chainId, epoch: 0 })
  await insertTestLeases(sql, { from: 1, to: leases, heights: HEIGHTS })
  await insertProviders(sql)
  const connection = await sql.reserve()
  try {
    await insertDeployments(connection, leases + 1, leases + 60)
  } finally {
    connection.release()
  }
}

/** Change n is about deployment n, or what stands under it; kinds take turns. */
export function changeOf(n: number): Change {
  const kind: ChangeKind = changeKinds[n % changeKinds.length] ?? 'LEASE_CLOSED'
  const [owner = '', provider = ''] = [owners[n % owners.length], providers[n % providers.length]]
  const subjects: Readonly<Record<string, string>> = {
    PROVIDER: provider,
    DEPLOYMENT: `${owner}/${n}`,
    ORDER: `${owner}/${n}/1/1`,
  }
  const subject = subjects[kind.split('_')[0] ?? ''] ?? `${owner}/${n}/1/1/${provider}/0`
  return { kind, subject, height: 1 + Math.floor(n / 3), before: null, after: { n } }
}

async function insertProviders(sql: Database): Promise<void> {
  for (const [n, address] of providers.entries()) {
    const attributes = JSON.stringify([
      { key: 'region', value: n % 3 === 0 ? 'eu' : 'us' },
      ...(n % 2 === 0 ? [{ key: 'ip-lease', value: 'true' }] : []),
    ])
    await sql`insert into provider (address, host_uri, email, website, attributes, created_height, seen_height, seen_source,
        active_lease_count)
      values (${address}, ${`https://provider-${n}.example:8443`}, '', '', ${attributes}::text::jsonb,
        ${n % 5 === 0 ? null : n}, 1, 'state',
        (select count(*) from lease where provider = ${address} and state in ('active', 'reclaiming')))`
    await sql`insert into provider_audit (provider, audits, seen_height, seen_source) values (${address}, '[]', 1, 'state')`
  }
}

/**
 * What stands above the leases, and for the numbers `from` to `to` above orders that wait for a bid. All on one
 * connection: a temporary table belongs to it.
 */
async function insertDeployments(sql: Queryable, from: number, to: number): Promise<void> {
  await sql`create temporary table wanted as
    select owner, dseq, provider, price_amount, created_height, 'active' as order_state, ip_endpoint_count from lease
    union all select (${owners}::text[])[1 + n % ${owners.length}::int], n, null, null, 1 + n % ${HEIGHTS}::int, 'open', n % 2
    from generate_series(${from}::int, ${to}::int) n`
  await sql`insert into deployment (owner, dseq, state, hash, created_height, seen_height, seen_source)
    select owner, dseq, 'active', 'ab', created_height, 1, 'state' from wanted`
  await sql`insert into deployment_group
      (owner, dseq, gseq, state, name, created_height, endpoints, ip_sequence_numbers, seen_height, seen_source)
    select owner, dseq, 1, 'open', 'west', created_height,
      case when ip_endpoint_count > 0 then '[{"resource": 0, "kind": "LEASED_IP", "sequenceNumber": 1}]' else '[]' end::jsonb,
      case when ip_endpoint_count > 0 then '{1}' else '{}' end::bigint[], 1, 'state' from wanted`
  await sql`insert into market_order (owner, dseq, gseq, oseq, state, created_height, seen_height, seen_source)
    select owner, dseq, 1, 1, order_state, created_height, 1, 'state' from wanted`
  await sql`insert into bid (owner, dseq, gseq, oseq, provider, bseq, state, price_denom, price_amount, created_height,
      seen_height, seen_source)
    select owner, dseq, 1, 1, provider, 0, 'active', 'uakt', price_amount, created_height, 1, 'state' from wanted
    where provider is not null
    union all select owner, dseq, 1, 1, (${providers}::text[])[1 + dseq::int % ${providers.length}::int], 0, 'open', 'uakt', 1,
      created_height, 1, 'state' from wanted where provider is null and dseq::int % 3 = 0`
  await sql`drop table wanted`
}
