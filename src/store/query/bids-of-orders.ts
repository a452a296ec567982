import type { Price } from '#domain/price.ts'
import type { BidState } from '#domain/record.ts'
import type { Queryable } from '../connection.ts'
import { limit } from './keyset.ts'

/** A bid, as readers see it. */
export interface BidRow {
  /** That of the lease, too, if it wins. */
  readonly key: string
  readonly orderKey: string
  readonly provider: string
  readonly bseq: number
  readonly price: Price
  readonly state: BidState
  readonly createdHeight: number
}

interface BidColumns {
  readonly key: string
  readonly order_key: string
  readonly provider: string
  readonly bseq: number
  readonly price_denom: string
  readonly price_amount: string
  readonly state: BidState
  readonly created_height: number
}

/** The first bids for each of these orders, by provider and bseq. */
export async function bidsOfOrders(
  sql: Queryable,
  keys: readonly string[],
  first: number,
): Promise<BidRow[]> {
  const rows = await sql<BidColumns[]>`
    select b.* from unnest(${[...keys]}::text[]) as o (key) cross join lateral (
      select key, order_key, provider, bseq, price_denom, price_amount, state, created_height
      from bid b where b.order_key = o.key order by b.provider, b.bseq ${limit(sql, first)}
    ) b`
  return rows.map((row) => ({
    key: row.key,
    orderKey: row.order_key,
    provider: row.provider,
    bseq: row.bseq,
    price: { denom: row.price_denom, amount: row.price_amount },
    state: row.state,
    createdHeight: row.created_height,
  }))
}
