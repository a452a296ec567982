import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalAmount, priceFromDecimal, priceFromScaled, scaledAmount } from './price.ts'

describe('price', () => {
  it.each([
    ['10000000000000000000', '10'],
    ['1', '0.000000000000000001'],
    ['0', '0'],
    ['12500000000000000000', '12.5'],
  ])('reads the scaled form %s', (scaled, amount) => {
    expect(priceFromScaled('uact', scaled)).toEqual({ denom: 'uact', amount })
  })

  it('reads the decimal form of events exactly', () => {
    expect(priceFromDecimal('uact', '100000.000000000000000000').amount).toBe('100000')
    expect(priceFromDecimal('uakt', '0.584635140000000001').amount).toBe('0.584635140000000001')
  })

  it('loses no digit either way', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 60n }), (scaled) => {
        const price = priceFromScaled('uact', scaled.toString())
        expect(scaledAmount(price)).toBe(scaled.toString())
        expect(priceFromDecimal('uact', decimalAmount(price))).toEqual(price)
      }),
    )
  })

  it.each(['', '1.', 'NaN', '1e5', '.5'])('refuses "%s"', (text) => {
    expect(() => priceFromDecimal('uact', text)).toThrow('decimal')
  })
})
