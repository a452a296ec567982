import type { OrderState } from '#domain/record.ts'

/** An order, as readers see it. */
export interface OrderRow {
  readonly key: string
  readonly groupKey: string
  readonly oseq: number
  readonly state: OrderState
  readonly createdHeight: number
}

/** The columns of `market_order` as the driver hands them over. */
export interface OrderColumns {
  readonly key: string
  readonly group_key: string
  readonly oseq: number
  readonly state: OrderState
  readonly created_height: number
}

export const orderRow = (columns: OrderColumns): OrderRow => ({
  key: columns.key,
  groupKey: columns.group_key,
  oseq: columns.oseq,
  state: columns.state,
  createdHeight: columns.created_height,
})
