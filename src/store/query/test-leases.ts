import { toBech32 } from '@cosmjs/encoding'
import type { Database } from '../connection.ts'

/** Addresses for tests: the n-th one of a series; series do not meet. */
export const testAddress = (series: number, n: number): string => {
  const bytes = new Uint8Array(20)
  new DataView(bytes.buffer).setUint32(0, series)
  new DataView(bytes.buffer).setUint32(16, n)
  return toBech32('akash', bytes)
}

export const owners = Array.from({ length: 40 }, (_, n) => testAddress(1, n))
export const providers = Array.from({ length: 12 }, (_, n) => testAddress(2, n))

/** Which rows to make: numbers `from` to `to`, whose heights repeat after `heights`. */
export interface TestLeases {
  readonly from: number
  readonly to: number
  readonly heights: number
}

/**
 * Leases of every kind, made in the database: one in 40 runs, one in 20 wants IPs, of one in 500 that is not
 * known; what is said of them is independent of each other, and every order has ties. Lease n has dseq n.
 */
export async function insertTestLeases(sql: Database, { from, to, heights }: TestLeases): Promise<void> {
  await sql`
    insert into lease (owner, dseq, gseq, oseq, provider, bseq, state, price_denom, price_amount, created_price_denom,
      created_price_amount, created_height, closed_height, close_reason, reclaim_window_seconds,
      reclaim_started_height, reclaim_deadline, reclaim_reason, ip_endpoint_count, seen_height, seen_source)
    select (${owners}::text[])[1 + abs(hashint4extended(n, 1) % 1000000007) % ${owners.length}::int], n, 1, 1,
      (${providers}::text[])[1 + abs(hashint4extended(n, 2) % 1000000007) % ${providers.length}::int], 0,
      state, 'uakt', price, 'uakt', price, created,
      case when is_open then null else created + abs(hashint4extended(n, 3) % 1000000007) % 97 end,
      case when is_open then null when state = 'insufficient_funds' then 'insufficient_funds' else
        (array['owner', 'owner', 'owner', 'unstable', 'decommission', 'manifest_timeout', 'unknown'])[1 + abs(hashint4extended(n, 4) % 1000000007) % 7]
      end,
      case when state = 'reclaiming' then 3600 end, case when state = 'reclaiming' then created + 1 end,
      case when state = 'reclaiming' then 1800000000 end, case when state = 'reclaiming' then 'decommission' end,
      case when abs(hashint4extended(n, 5) % 1000000007) % 500 = 0 then null when abs(hashint4extended(n, 6) % 1000000007) % 20 = 0 then 1 + n % 3 else 0 end, created, 'state'
    from (
      select *, state in ('active', 'reclaiming') as is_open from (
        select n, 1 + abs(hashint4extended(n, 7) % 1000000007) % ${heights}::int as created, trim_scale(abs(hashint4extended(n, 8) % 1000000007) % 2000 / 2.0) as price,
          case when abs(hashint4extended(n, 9) % 1000000007) % 40 = 0 then 'active' when abs(hashint4extended(n, 9) % 1000000007) % 401 = 1 then 'reclaiming'
            when abs(hashint4extended(n, 9) % 1000000007) % 211 = 2 then 'insufficient_funds' else 'closed' end as state
        from generate_series(${from}::int, ${to}::int) n
      ) a
    ) b`
}
