import type { Queryable } from '../connection.ts'
import { limit } from './keyset.ts'
import { type OrderColumns, type OrderRow, orderRow } from './order-row.ts'

/** The first orders of each of these groups, by oseq. */
export async function ordersOfGroups(
  sql: Queryable,
  keys: readonly string[],
  first: number,
): Promise<OrderRow[]> {
  const rows = await sql<OrderColumns[]>`
    select o.* from unnest(${[...keys]}::text[]) as g (key) cross join lateral (
      select key, group_key, oseq, state, created_height
      from market_order o where o.group_key = g.key order by o.oseq ${limit(sql, first)}
    ) o`
  return rows.map(orderRow)
}
