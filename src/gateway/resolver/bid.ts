import type { BidResolvers } from '../schema.generated.ts'
import { upper } from './words.ts'

export const bid: BidResolvers = {
  providerAddress: (row) => row.provider,
  provider: (row, _args, { loaders }) => loaders.provider.load(row.provider),
  bseq: (row) => row.bseq,
  price: (row) => row.price,
  state: (row) => upper(row.state),
  createdHeight: (row) => row.createdHeight,
}
