import type { PriceResolvers } from '../schema.generated.ts'

export const price: PriceResolvers = { denom: (parent) => parent.denom, amount: (parent) => parent.amount }
