import type { Queryable } from '../connection.ts'
import { where } from './keyset.ts'
import { type LeaseFilter, leaseConditions } from './lease-filter.ts'

/** Provider → how many of its leases meet a filter; providers without any are left out. */
export async function countLeasesOfProviders(
  sql: Queryable,
  addresses: readonly string[],
  filter: LeaseFilter,
): Promise<Map<string, number>> {
  const all = where(sql, [sql`l.provider = any(${[...addresses]}::text[])`, ...leaseConditions(sql, filter)])
  const rows = await sql<{ provider: string; count: number }[]>`
    select l.provider, count(*) as count from lease l ${all} group by l.provider`
  return new Map(rows.map((row) => [row.provider, row.count]))
}
