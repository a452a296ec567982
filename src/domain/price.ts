import { scaledFromDecimal } from './decimal.ts'
import { Failure } from './failure.ts'

/**
 * What a lease, bid or order costs per block. `amount` is an exact decimal in base units of `denom`
 * (uakt, uact: millionths), without exponent and without trailing zeros: "12.5", "100000", "0".
 */
export interface Price {
  readonly denom: string
  readonly amount: string
}

const FRACTION_DIGITS = 18

/**
 * A price from the chain's protobuf form: a whole number scaled by 10^18
 * (cosmossdk.io/math LegacyDec as encoded in DecCoin.amount).
 * Throws UNDECODABLE when it is not a whole number, or negative: nobody is paid for having a lease.
 */
export function priceFromScaled(denom: string, scaled: string): Price {
  if (!/^\d{1,100}$/.test(scaled))
    throw new Failure('UNDECODABLE', `price amount "${scaled.slice(0, 40)}" is not a whole number`)
  const digits = scaled.padStart(FRACTION_DIGITS + 1, '0')
  return { denom, amount: canonical(digits.slice(0, -FRACTION_DIGITS), digits.slice(-FRACTION_DIGITS)) }
}

/** A price from the decimal text that events carry: "1.000000000000000000". Throws UNDECODABLE, also when negative. */
export function priceFromDecimal(denom: string, text: string): Price {
  const match = /^(\d{1,100})(?:\.(\d{1,100}))?$/.exec(text)
  if (match === null) throw new Failure('UNDECODABLE', `price amount "${text.slice(0, 40)}" is not a decimal`)
  return { denom, amount: canonical(match[1] ?? '0', match[2] ?? '') }
}

/** The inverse of priceFromScaled. */
export const scaledAmount = (price: Price): string => scaledFromDecimal(price.amount).toString()

/** The 18-digit decimal text that events carry. */
export function decimalAmount(price: Price): string {
  const [whole = '0', fraction = ''] = price.amount.split('.')
  return `${whole}.${fraction.padEnd(FRACTION_DIGITS, '0')}`
}

/** An amount so many times; exact. `times` is a whole number from 0 to 2^53−1. */
export function timesAmount(amount: string, times: number): string {
  const [whole = '0', fraction = ''] = amount.split('.')
  const digits = (BigInt(whole + fraction) * BigInt(times)).toString().padStart(fraction.length + 1, '0')
  const point = digits.length - fraction.length
  return canonical(digits.slice(0, point), digits.slice(point))
}

function canonical(whole: string, fraction: string): string {
  const left = whole.replace(/^0+(?=\d)/, '')
  const right = fraction.replace(/0+$/, '')
  return right === '' ? left : `${left}.${right}`
}

export const samePrice = (a: Price, b: Price) => a.denom === b.denom && a.amount === b.amount
