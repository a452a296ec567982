import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalFromScaled, scaledFromDecimal } from './decimal.ts'

describe('an exact decimal', () => {
  it.each([
    ['12.5', 12_500_000_000_000_000_000n],
    ['-12.5', -12_500_000_000_000_000_000n],
    ['0', 0n],
    ['0.000000000000000001', 1n],
    ['-0.000000000000000001', -1n],
    ['100', 100_000_000_000_000_000_000n],
  ])('reckons %s as %s', (text, scaled) => {
    expect(scaledFromDecimal(text)).toBe(scaled)
    expect(decimalFromScaled(scaled)).toBe(text)
  })

  it('loses no digit either way', () => {
    const limit = 10n ** 60n
    fc.assert(
      fc.property(fc.bigInt({ min: -limit, max: limit }), (scaled) => {
        expect(scaledFromDecimal(decimalFromScaled(scaled))).toBe(scaled)
      }),
    )
  })
})
