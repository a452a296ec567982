import { bidOutcome } from '#domain/bid-outcome.ts'
import type { BidResolvers } from '../schema.generated.ts'
import { upper } from './words.ts'

export const bid: BidResolvers = {
  providerAddress: (row) => row.provider,
  provider: (row, _args, { loaders }) => loaders.provider.load(row.provider),
  bseq: (row) => row.bseq,
  price: (row) => row.price,
  state: (row) => upper(row.state),
  outcome: async (row, _args, { loaders }) => {
    // The lease that wins has the bid's own key.
    const [order, lease] = await Promise.all([loaders.order.load(row.orderKey), loaders.lease.load(row.key)])
    return upper(bidOutcome({ bid: row.state, order: order?.state ?? null, hasLease: lease !== null }))
  },
  createdHeight: (row) => row.createdHeight,
}
