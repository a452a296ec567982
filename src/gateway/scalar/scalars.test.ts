import fc from 'fast-check'
import { parseValue } from 'graphql'
import { describe, expect, it } from 'vitest'
import { owners } from '#store/query/test-leases.ts'
import { scalars } from './scalars.ts'

const literal = (text: string) => parseValue(text)

describe('UInt64', () => {
  const { UInt64 } = scalars
  it('reads and writes every number from 0 to 2^64−1 without loss', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (n) => {
        expect(UInt64.parseValue(n.toString())).toBe(n)
        expect(UInt64.parseLiteral(literal(`"${n}"`))).toBe(n)
        expect(UInt64.serialize(n)).toBe(n.toString())
      }),
    )
  })
  it('reads safe integers too', () => {
    expect(UInt64.parseValue(5)).toBe(5n)
    expect(UInt64.parseLiteral(literal('9007199254740991'))).toBe(9007199254740991n)
  })
  it.each([
    -1,
    1.5,
    2 ** 53,
    Number.NaN,
    '-1',
    '',
    ' 1',
    '01',
    '1e3',
    '0x1',
    (2n ** 64n).toString(),
    null,
    true,
    {},
  ])('refuses %j and says the rule', (value) => {
    expect(() => UInt64.parseValue(value)).toThrow(/whole number from 0 to 2\^64−1/)
  })
  it.each(['9007199254740993', '1.5', 'true', 'null', '{a: 1}', '-1', 'ABC'])(
    'refuses the literal %s',
    (text) => {
      expect(() => UInt64.parseLiteral(literal(text))).toThrow(/whole number/)
    },
  )
  it.each([-1, -1n, 1.5, 'x', null, {}])('never writes %s: that is a fault of ours', (value) => {
    expect(() => UInt64.serialize(value)).toThrow(/holds something else/)
  })
})

describe('Address', () => {
  const { Address } = scalars
  const good = owners[0] ?? ''
  it('reads an address', () => expect(Address.parseValue(good)).toBe(good))
  it.each([
    ['a wrong checksum', `${good.slice(0, -1)}${good.endsWith('q') ? 'p' : 'q'}`, /checksum/],
    ['upper case', good.toUpperCase(), /lower case/],
    ['another prefix', 'cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a', /prefix/],
    ['nothing', '', /checksum or form/],
    ['a number', 5, /must be a string/],
  ])('refuses %s', (_name, value, rule) => {
    expect(() => Address.parseValue(value)).toThrow(rule)
  })
})

describe('DateTime and Decimal', () => {
  const { DateTime, Decimal } = scalars
  it('reads what it writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (date) => {
          expect(DateTime.parseValue(DateTime.serialize(date))).toEqual(date)
        },
      ),
    )
  })
  it.each([
    '2026-01-31',
    '2026-01-31 12:00:00Z',
    '2026-01-31T12:00:00+02:00',
    '2026-13-01T00:00:00Z',
    5,
    null,
  ])('refuses the time %j', (value) => {
    expect(() => DateTime.parseValue(value)).toThrow(/RFC 3339/)
  })
  it.each(['2026-02-29T00:00:00Z', '2026-02-30T00:00:00.5Z', '2026-04-31T23:59:59Z', '2026-01-01T24:00:00Z'])(
    'refuses %j, which no calendar has',
    (value) => {
      expect(() => DateTime.parseValue(value)).toThrow(/no such day or time/)
    },
  )
  it('reads a leap day and parts of a second', () => {
    expect(DateTime.parseValue('2024-02-29T23:59:59.123456789Z')).toEqual(
      new Date('2024-02-29T23:59:59.123Z'),
    )
  })
  it.each(['1e5', '.5', '1.', '', 'NaN', '١'])('refuses the decimal %j', (value) => {
    expect(() => Decimal.parseValue(value)).toThrow(/decimal/)
  })
})
