import type { Queryable } from '../connection.ts'
import { type OrderColumns, type OrderRow, orderRow } from './order-row.ts'

/** The orders with these keys, in no order; absent ones are left out. */
export async function ordersByKey(sql: Queryable, keys: readonly string[]): Promise<OrderRow[]> {
  const rows = await sql<OrderColumns[]>`
    select key, group_key, oseq, state, created_height
    from market_order where key = any(${[...keys]}::text[])`
  return rows.map(orderRow)
}
