import { checkedSize } from '../page/window-of.ts'
import type { OrderResolvers } from '../schema.generated.ts'
import { upper } from './words.ts'

export const order: OrderResolvers = {
  oseq: (row) => row.oseq,
  state: (row) => upper(row.state),
  group: (row, _args, { loaders }) => loaders.group.load(row.groupKey),
  bids: (row, { first }, { loaders }) =>
    loaders.bidsOfOrder.load({ parent: row.key, question: checkedSize('first', first) }),
  bidCount: (row, _args, { loaders }) => loaders.bidCountOfOrder.load(row.key),
  lease: (row, _args, { loaders }) => loaders.leaseOfOrder.load(row.key),
  createdHeight: (row) => row.createdHeight,
  createdAt: (row, _args, { loaders }) => loaders.blockTime.load(row.createdHeight),
}
