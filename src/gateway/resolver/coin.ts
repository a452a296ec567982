import type { CoinResolvers } from '../schema.generated.ts'

export const coin: CoinResolvers = { denom: (parent) => parent.denom, amount: (parent) => parent.amount }
