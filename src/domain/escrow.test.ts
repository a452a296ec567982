import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalFromScaled, scaledFromDecimal } from './decimal.ts'
import { type Charge, paidUntil, spendingOf } from './escrow.ts'
import type { Escrow } from './record.ts'

const account = (amount: string, settledHeight = 100): Pick<Escrow, 'state' | 'settledHeight' | 'funds'> => ({
  state: 'open',
  settledHeight,
  funds: [{ denom: 'uact', amount }],
})
const charge = (amount: string, changes: Partial<Charge> = {}): Charge => ({
  price: { denom: 'uact', amount },
  createdHeight: 50,
  closedHeight: null,
  ...changes,
})

describe('what leases cost together', () => {
  it('is summed by denomination, without those that ended', () => {
    const dollars = { denom: 'uakt', amount: '0.5' }
    expect(
      spendingOf([
        charge('1.5'),
        charge('2'),
        charge('9', { closedHeight: 110 }),
        charge('', { price: dollars }),
      ]),
    ).toEqual([{ denom: 'uact', amount: '3.5' }, dollars])
  })

  it('is nothing without leases', () => expect(spendingOf([])).toEqual([]))
})

describe('how long the funds last', () => {
  it('is whole blocks from where they were settled', () => {
    expect(paidUntil(account('500000'), [charge('100000')])).toBe(105n)
    expect(paidUntil(account('499999.999999999999999999'), [charge('100000')])).toBe(104n)
  })

  it('is unknown where nothing is spent or the account is not open', () => {
    expect(paidUntil(account('5'), [])).toBeNull()
    expect(paidUntil(account('5'), [charge('0')])).toBeNull()
    expect(paidUntil(account('5'), [charge('1', { closedHeight: 102 })])).toBeNull()
    expect(paidUntil({ ...account('5'), state: 'overdrawn' }, [charge('1')])).toBeNull()
  })

  it('is as long as the denomination that runs out first', () => {
    const both = { ...account('1000'), funds: [...account('1000').funds, { denom: 'uakt', amount: '30' }] }
    const second = charge('', { price: { denom: 'uakt', amount: '10' } })
    expect(paidUntil(both, [charge('1'), second])).toBe(103n)
    expect(paidUntil(account('1000'), [charge('1'), second])).toBe(100n)
  })

  it('counts leases from when they began and until they ended, though the account was read before', () => {
    expect(paidUntil(account('1000'), [charge('10', { createdHeight: 150 })])).toBe(250n)
    expect(paidUntil(account('2000'), [charge('10', { closedHeight: 150 }), charge('10')])).toBe(250n)
    expect(
      paidUntil(account('1000'), [
        charge('10', { createdHeight: 120, closedHeight: 150 }),
        charge('10', { createdHeight: 160 }),
      ]),
    ).toBe(230n)
  })

  it('is unknown where the funds cannot have paid what was paid: there was a deposit', () => {
    expect(paidUntil(account('100'), [charge('10'), charge('10', { createdHeight: 120 })])).toBeNull()
    expect(paidUntil(account('100'), [charge('10', { closedHeight: 111 }), charge('1')])).toBeNull()
    expect(paidUntil(account('100'), [charge('10', { closedHeight: 110 })])).toBeNull()
  })

  const price = fc.bigInt({ min: 1n, max: 10n ** 30n }).map(decimalFromScaled)
  const lease = fc
    .record({ price, createdHeight: fc.nat(300), length: fc.option(fc.integer({ min: 1, max: 300 })) })
    .map(({ price, createdHeight, length }) =>
      charge(price, { createdHeight, closedHeight: length === null ? null : createdHeight + length }),
    )
  const paidBy = (charges: readonly Charge[], from: number, height: bigint) =>
    charges.reduce((sum, { price, createdHeight, closedHeight }) => {
      const start = BigInt(Math.max(createdHeight, from))
      const end = closedHeight === null ? height : BigInt(closedHeight)
      return sum + (end > start ? (end - start) * scaledFromDecimal(price.amount) : 0n)
    }, 0n)

  it('is the last block whose bill they cover, and the next one they do not', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 34n }),
        fc.array(lease, { minLength: 1, maxLength: 5 }),
        fc.nat(200),
        (funds, leases, settled) => {
          const last = paidUntil(account(decimalFromScaled(funds), settled), leases)
          if (last === null) return
          expect(paidBy(leases, settled, last)).toBeLessThanOrEqual(funds)
          expect(paidBy(leases, settled, last + 1n)).toBeGreaterThan(funds)
        },
      ),
    )
  })

  it('is the same whether the account was settled in between or not', () => {
    fc.assert(
      fc.property(
        fc.array(price, { minLength: 1, maxLength: 4 }),
        fc.bigInt({ min: 0n, max: 10n ** 34n }),
        fc.nat(1000),
        (prices, funds, blocks) => {
          const charges = prices.map((amount) => charge(amount))
          const bill = paidBy(charges, 100, BigInt(100 + blocks))
          const before = paidUntil(account(decimalFromScaled(funds + bill)), charges)
          expect(paidUntil(account(decimalFromScaled(funds), 100 + blocks), charges)).toBe(before)
        },
      ),
    )
  })
})
