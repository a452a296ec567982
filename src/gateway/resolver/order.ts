import type { OrderResolvers } from '../schema.generated.ts'
import { upper } from './words.ts'

export const order: OrderResolvers = {
  oseq: (row) => row.oseq,
  state: (row) => upper(row.state),
  bids: (row, _args, { loaders }) => loaders.bidsOfOrder.load(row.key),
  createdHeight: (row) => row.createdHeight,
}
