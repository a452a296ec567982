import type { OrderState } from '#domain/record.ts'
import type { Queryable } from '../connection.ts'

/** An order, as readers see it. */
export interface OrderRow {
  readonly key: string
  readonly groupKey: string
  readonly oseq: number
  readonly state: OrderState
  readonly createdHeight: number
}

interface OrderColumns {
  readonly key: string
  readonly group_key: string
  readonly oseq: number
  readonly state: OrderState
  readonly created_height: number
}

/** The orders of these groups, by oseq. */
export async function ordersOfGroups(sql: Queryable, keys: readonly string[]): Promise<OrderRow[]> {
  const rows = await sql<OrderColumns[]>`
    select key, group_key, oseq, state, created_height
    from market_order where group_key = any(${[...keys]}::text[]) order by oseq`
  return rows.map((row) => ({
    key: row.key,
    groupKey: row.group_key,
    oseq: row.oseq,
    state: row.state,
    createdHeight: row.created_height,
  }))
}
