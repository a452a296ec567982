import type { Queryable } from '../connection.ts'
import { where } from './keyset.ts'
import { type OpenOrderFilter, openOrderConditions } from './open-order-filter.ts'

/** How many open orders meet a filter. */
export async function countOpenOrders(sql: Queryable, filter: OpenOrderFilter): Promise<number> {
  const all = where(sql, openOrderConditions(sql, filter))
  const [row] = await sql<{ count: number }[]>`select count(*) as count from market_order o ${all}`
  return row?.count ?? 0
}
