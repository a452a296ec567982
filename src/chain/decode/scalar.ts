import { type Price, priceFromScaled } from '#domain/price.ts'
import type { DecCoin } from '../wire/generated/cosmos_base.generated.ts'
import { denomOf, malformed } from './attributes.ts'

/** A height, time or count of chain state as a number, 0 to 2^53−1. Throws UNDECODABLE. */
export function safeNumber(value: bigint, name: string): number {
  if (value < 0n || value > Number.MAX_SAFE_INTEGER)
    throw malformed(`the ${name} is not a whole number from 0 to 2^53−1: ${value}`)
  return Number(value)
}

/** Chain state writes 0 where there is none. */
export const safeNumberOrNull = (value: bigint, name: string): number | null =>
  value === 0n ? null : safeNumber(value, name)

/** Throws UNDECODABLE where a message lacks a part that the chain always writes. */
export function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw malformed(`the ${name} is missing`)
  return value
}

/** Reads an enum by its number. Throws UNDECODABLE for "invalid" and for numbers that we do not know. */
export function stateOf<T>(states: ReadonlyMap<number, T>, number: number, name: string): T {
  const state = states.get(number)
  if (state === undefined) throw malformed(`the state of the ${name} is unknown: ${number}`)
  return state
}

export function priceOf(coin: DecCoin | undefined): Price {
  const { denom, amount } = present(coin, 'price')
  return priceFromScaled(denomOf(denom), amount)
}
