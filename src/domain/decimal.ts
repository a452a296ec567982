/** Digits behind the point of every amount of the chain (cosmossdk.io/math LegacyDec). */
const FRACTION_DIGITS = 18

/**
 * An exact decimal ("12.5", "-0.000000000000000001") as a whole number of 10^−18, so that BigInt can reckon with it.
 * At most 18 digits behind the point.
 */
export function scaledFromDecimal(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.')
  return BigInt(whole + fraction.padEnd(FRACTION_DIGITS, '0'))
}

/** The inverse of scaledFromDecimal: without exponent and without trailing zeros. */
export function decimalFromScaled(scaled: bigint): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(FRACTION_DIGITS + 1, '0')
  const fraction = digits.slice(-FRACTION_DIGITS).replace(/0+$/, '')
  const whole = `${scaled < 0n ? '-' : ''}${digits.slice(0, -FRACTION_DIGITS)}`
  return fraction === '' ? whole : `${whole}.${fraction}`
}
