import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareIpAddresses, formatIpAddress, parseIpAddress, readIpAddress } from './ip-address.ts'

describe('the text of an address', () => {
  it.each([
    ['0.0.0.0', 4, 0n],
    ['198.51.100.7', 4, 3325256711n],
    ['255.255.255.255', 4, 2n ** 32n - 1n],
    ['::', 6, 0n],
    ['::1', 6, 1n],
    ['2001:db8::1', 6, 0x20010db8000000000000000000000001n],
    ['2001:db8::1:0:0:1', 6, 0x20010db8000000000001000000000001n],
    ['2001:0:0:1::1', 6, 0x20010000000000010000000000000001n],
    ['2001:db8:0:1:1:1:1:1', 6, 0x20010db8000000010001000100010001n],
    ['fe80::', 6, 0xfe80n << 112n],
  ] as const)('reads and writes %s', (text, family, value) => {
    expect(parseIpAddress(text)).toEqual({ family, value })
    expect(formatIpAddress({ family, value })).toBe(text)
  })

  it.each([
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['2001:db8::0.0.0.1', '2001:db8::1'],
    ['::ffff:198.51.100.7', '198.51.100.7'],
    ['::ffff:c633:6407', '198.51.100.7'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])('makes %s canonical as %s', (text, canonical) => {
    expect(formatIpAddress(parseIpAddress(text))).toBe(canonical)
  })

  it.each([
    '',
    ' 1.2.3.4',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.04',
    '1.2.3.256',
    '1.2.3.-4',
    '1.2.3.4/32',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    'fe80::1%eth0',
    '1.2.3.4::',
    '::1.2.3.4:5',
    `${'0'.repeat(50)}::1`,
  ])('refuses %s', (text) => {
    expect(readIpAddress(text)).toBeNull()
    expect(() => parseIpAddress(text)).toThrow(`"${text.slice(0, 100)}" is not an IP address`)
  })

  it('is the same after a round trip', () => {
    const addresses = fc.oneof(
      fc.record({ family: fc.constant(4 as const), value: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }) }),
      fc.record({
        family: fc.constant(6 as const),
        value: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }).filter((value) => value >> 32n !== 0xffffn),
      }),
    )
    fc.assert(
      fc.property(addresses, (address) => {
        expect(parseIpAddress(formatIpAddress(address))).toEqual(address)
      }),
    )
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        expect(readIpAddress(text)).not.toBeNull()
      }),
    )
  })

  it('sorts IPv4 first, then by number', () => {
    const texts = ['::2', '10.0.0.10', '::1', '10.0.0.9', '10.0.0.9']
    const sorted = texts.map(parseIpAddress).sort(compareIpAddresses).map(formatIpAddress)
    expect(sorted).toEqual(['10.0.0.9', '10.0.0.9', '10.0.0.10', '::1', '::2'])
  })
})
