import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AddressRange,
  addressesOf,
  cidrsOf,
  containsAddress,
  countAddresses,
  formatRange,
  parseAddressRange,
  rangesOverlap,
} from './address-range.ts'
import { formatIpAddress, parseIpAddress } from './ip-address.ts'

const textsOf = (range: AddressRange, avoidBuggyIPs = false) =>
  [...addressesOf(range, { avoidBuggyIPs })].map(formatIpAddress)

/** Ranges of up to 2,000 addresses that cross borders of x.x.x.0. */
const ranges = fc
  .tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 2_000 }))
  .map(([first, more]): AddressRange => ({ family: 4, first: BigInt(first), last: BigInt(first + more) }))

describe('an address range', () => {
  it.each([
    ['198.51.100.0/30', '198.51.100.0/30', 4n],
    ['198.51.100.7/24', '198.51.100.0/24', 256n],
    ['198.51.100.7/32', '198.51.100.7/32', 1n],
    ['198.51.100.5-198.51.100.9', '198.51.100.5-198.51.100.9', 5n],
    [' 198.51.100.4 - 198.51.100.7 ', '198.51.100.4/30', 4n],
    ['0.0.0.0/0', '0.0.0.0/0', 2n ** 32n],
    ['2001:db8::/64', '2001:db8::/64', 2n ** 64n],
    ['2001:db8::-2001:db8::2', '2001:db8::-2001:db8::2', 3n],
    ['::/0', '::/0', 2n ** 128n],
  ])('reads %s as %s', (text, formatted, count) => {
    const range = parseAddressRange(text)
    expect(formatRange(range)).toBe(formatted)
    expect(countAddresses(range)).toBe(count)
  })

  it.each([
    ['198.51.100.7', 'neither a CIDR nor two addresses'],
    ['198.51.100.7/', 'neither a CIDR nor two addresses'],
    ['198.51.100.7/024', 'neither a CIDR nor two addresses'],
    ['198.51.100.7/33', 'the prefix is 33, over 32'],
    ['2001:db8::/129', 'the prefix is 129, over 128'],
    ['198.51.100.9-198.51.100.5', 'its first address is after its last'],
    ['198.51.100.9-2001:db8::', 'its ends are of different families'],
    ['198.51.100.9-', '"" is not an IP address'],
    ['300.1.1.1/8', '"300.1.1.1" is not an IP address'],
  ])('refuses %s: %s', (text, rule) => {
    expect(() => parseAddressRange(text)).toThrow(`"${text}" is not an address range: `)
    expect(() => parseAddressRange(text)).toThrow(rule)
  })

  it('names its addresses in order, with or without those that end in 0 and 255', () => {
    const range = parseAddressRange('198.51.99.254-198.51.100.1')
    expect(textsOf(range)).toEqual(['198.51.99.254', '198.51.99.255', '198.51.100.0', '198.51.100.1'])
    expect(textsOf(range, true)).toEqual(['198.51.99.254', '198.51.100.1'])
    const [first] = addressesOf(parseAddressRange('2001:db8::/32'))
    expect(first).toEqual(parseIpAddress('2001:db8::'))
  })

  it('counts what it names', () => {
    fc.assert(
      fc.property(ranges, fc.boolean(), (range, avoidBuggyIPs) => {
        expect(countAddresses(range, { avoidBuggyIPs })).toBe(BigInt(textsOf(range, avoidBuggyIPs).length))
      }),
      { numRuns: 50 },
    )
  })

  it('contains and overlaps as its addresses do', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const shared = [...addressesOf(a)].some((address) => containsAddress(b, address))
        expect(rangesOverlap(a, b)).toBe(shared)
      }),
      { numRuns: 50 },
    )
    const v6: AddressRange = { family: 6, first: 0n, last: 2n ** 128n - 1n }
    expect(rangesOverlap(v6, parseAddressRange('0.0.0.0/0'))).toBe(false)
    expect(containsAddress(v6, parseIpAddress('10.0.0.1'))).toBe(false)
  })

  it('is made of CIDRs', () => {
    const range = parseAddressRange('198.51.100.5-198.51.100.18')
    const cidrs = [
      '198.51.100.5/32',
      '198.51.100.6/31',
      '198.51.100.8/29',
      '198.51.100.16/31',
      '198.51.100.18/32',
    ]
    expect(cidrsOf(range).map(formatRange)).toEqual(cidrs)
    fc.assert(
      fc.property(ranges, (whole) => {
        const parts = cidrsOf(whole)
        expect(parts.flatMap((part) => textsOf(part))).toEqual(textsOf(whole))
        for (const part of parts) expect(formatRange(part)).toContain('/')
      }),
      { numRuns: 50 },
    )
  })
})
