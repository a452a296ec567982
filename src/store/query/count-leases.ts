import type { Queryable } from '../connection.ts'
import { where } from './keyset.ts'
import { type LeaseFilter, leaseConditions } from './lease-filter.ts'

/** How many leases meet a filter. */
export async function countLeases(sql: Queryable, filter: LeaseFilter): Promise<number> {
  const all = where(sql, leaseConditions(sql, filter))
  const [row] = await sql<{ count: number }[]>`select count(*) as count from lease l ${all}`
  return row?.count ?? 0
}
