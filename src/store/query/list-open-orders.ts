import type { Queryable } from '../connection.ts'
import { keyset, type Window, where } from './keyset.ts'
import { type OpenOrderFilter, openOrderConditions, openOrderSort } from './open-order-filter.ts'
import { type OrderColumns, type OrderRow, orderRow } from './order-row.ts'

/** One window of the open orders that meet a filter, newest first. */
export async function listOpenOrders(
  sql: Queryable,
  filter: OpenOrderFilter,
  window: Window,
): Promise<OrderRow[]> {
  const { conditions, tail } = keyset(sql, openOrderSort, window)
  const all = where(sql, [...openOrderConditions(sql, filter), ...conditions])
  const rows = await sql<OrderColumns[]>`
    select o.key, o.group_key, o.oseq, o.state, o.created_height from market_order o ${all} ${tail}`
  const orders = rows.map(orderRow)
  return window.backward ? orders.reverse() : orders
}
