import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalAmount, priceFromDecimal, priceFromScaled, scaledAmount, timesAmount } from './price.ts'

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

  it.each([
    ['12.5', 438_300, '5478750'],
    ['0.000000000000000001', 438_300, '0.0000000000004383'],
    ['0.1', 10, '1'],
    ['0', 5, '0'],
    ['7.25', 0, '0'],
    ['12.5000000000000000', 1, '12.5'],
  ])('says what %s is %i times', (amount, times, product) => {
    expect(timesAmount(amount, times)).toBe(product)
  })

  it('multiplies exactly, whatever the size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 60n }), fc.maxSafeNat(), (scaled, times) => {
        const { amount } = priceFromScaled('uact', scaled.toString())
        const product = { denom: 'uact', amount: timesAmount(amount, times) }
        expect(scaledAmount(product)).toBe((scaled * BigInt(times)).toString())
        expect(product.amount).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/)
      }),
    )
  })

  it.each(['', '1.', 'NaN', '1e5', '.5'])('refuses "%s"', (text) => {
    expect(() => priceFromDecimal('uact', text)).toThrow('decimal')
  })
})
