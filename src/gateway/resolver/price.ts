import { blocksPerMonth } from '#domain/block-rate.ts'
import { timesAmount } from '#domain/price.ts'
import { blockRateOf } from '../freshness.ts'
import type { PriceResolvers } from '../schema.generated.ts'

export const price: PriceResolvers = {
  denom: (parent) => parent.denom,
  amount: (parent) => parent.amount,
  perMonth: (parent, _args, { head }) => {
    const rate = blockRateOf(head)
    return rate === null ? null : timesAmount(parent.amount, blocksPerMonth(rate))
  },
}
