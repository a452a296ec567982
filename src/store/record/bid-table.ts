import type { Bid, BidState } from '#domain/record.ts'
import type { BidIdRow } from './id-row.ts'
import { bidId, bidIdColumns, bidIdRow } from './id-row.ts'
import { recordTable } from './record-table.ts'

interface BidRow extends BidIdRow {
  readonly state: BidState
  readonly price_denom: string
  readonly price_amount: string
  readonly created_height: number
}

export const bidTable = recordTable<Bid, BidRow>({
  kind: 'bid',
  name: 'bid',
  columns: {
    ...bidIdColumns,
    state: 'text',
    price_denom: 'text',
    price_amount: 'numeric',
    created_height: 'bigint',
  },
  hasState: true,
  encode: (record) => ({
    ...bidIdRow(record.id),
    state: record.state,
    price_denom: record.price.denom,
    price_amount: record.price.amount,
    created_height: record.createdHeight,
  }),
  decode: (row) => ({
    kind: 'bid',
    id: bidId(row),
    state: row.state,
    price: { denom: row.price_denom, amount: row.price_amount },
    createdHeight: row.created_height,
  }),
})
