import { decimalFromScaled } from './decimal.ts'
import { Failure } from './failure.ts'

/**
 * An amount of money. `amount` is an exact decimal in base units of `denom` (uakt, uact: millionths), without exponent
 * and trailing zeros; below zero where it is owed.
 */
export interface Coin {
  readonly denom: string
  readonly amount: string
}

/** A coin from the chain's protobuf form: a whole number scaled by 10^18. Throws UNDECODABLE when it is not one. */
export function coinFromScaled(denom: string, scaled: string): Coin {
  if (!/^-?\d{1,100}$/.test(scaled))
    throw new Failure('UNDECODABLE', `the amount "${scaled.slice(0, 40)}" is not a whole number`)
  return { denom, amount: decimalFromScaled(BigInt(scaled)) }
}
