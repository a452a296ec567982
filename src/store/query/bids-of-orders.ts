import type { Price } from '#domain/price.ts'
import type { BidState } from '#domain/record.ts'
import type { Queryable } from '../connection.ts'

/** A bid, as readers see it. */
export interface BidRow {
  readonly orderKey: string
  readonly provider: string
  readonly bseq: number
  readonly price: Price
  readonly state: BidState
  readonly createdHeight: number
}

interface BidColumns {
  readonly order_key: string
  readonly provider: string
  readonly bseq: number
  readonly price_denom: string
  readonly price_amount: string
  readonly state: BidState
  readonly created_height: number
}

/** The bids for these orders, by provider and bseq. */
export async function bidsOfOrders(sql: Queryable, keys: readonly string[]): Promise<BidRow[]> {
  const rows = await sql<BidColumns[]>`
    select order_key, provider, bseq, price_denom, price_amount, state, created_height
    from bid where order_key = any(${[...keys]}::text[]) order by provider, bseq`
  return rows.map((row) => ({
    orderKey: row.order_key,
    provider: row.provider,
    bseq: row.bseq,
    price: { denom: row.price_denom, amount: row.price_amount },
    state: row.state,
    createdHeight: row.created_height,
  }))
}
