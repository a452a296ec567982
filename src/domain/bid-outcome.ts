import type { BidState, OrderState } from './record.ts'

/** What became of a bid: it waits for the tenant, won a lease, lost, or was taken back. */
export type BidOutcome = 'waiting' | 'won' | 'lost' | 'withdrawn'

/** What is known around a bid. */
export interface BidFacts {
  readonly bid: BidState
  /** Null: the order has not been read yet. */
  readonly order: OrderState | null
  /** Whether a lease came of it, be it over by now. */
  readonly hasLease: boolean
}

/** What the states of the chain leave open: a losing bid may stay open there for ever. */
export function bidOutcome({ bid, order, hasLease }: BidFacts): BidOutcome {
  if (hasLease) return 'won'
  if (order === null) return withoutOrder[bid]
  return order === 'open' ? whileOpen[bid] : 'lost'
}

const withoutOrder = { open: 'waiting', active: 'won', lost: 'lost', closed: 'lost' } as const
const whileOpen = { open: 'waiting', active: 'waiting', lost: 'lost', closed: 'withdrawn' } as const
