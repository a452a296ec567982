import type { Order, OrderState } from '#domain/record.ts'
import type { OrderIdRow } from './id-row.ts'
import { orderId, orderIdColumns, orderIdRow } from './id-row.ts'
import { recordTable } from './record-table.ts'

interface OrderRow extends OrderIdRow {
  readonly state: OrderState
  readonly created_height: number
}

export const orderTable = recordTable<Order, OrderRow>({
  kind: 'order',
  name: 'market_order',
  columns: { ...orderIdColumns, state: 'text', created_height: 'bigint' },
  hasState: true,
  encode: (record) => ({
    ...orderIdRow(record.id),
    state: record.state,
    created_height: record.createdHeight,
  }),
  decode: (row) => ({
    kind: 'order',
    id: orderId(row),
    state: row.state,
    createdHeight: row.created_height,
  }),
})
