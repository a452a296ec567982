import { toBech32 } from '@cosmjs/encoding'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bidKey, parseAddress, parseBidKey, parseDeploymentKey, parseUint32, parseUint64 } from './ids.ts'

const OWNER = 'akash15lg5cnul9qq6qhsjph8z3l955rgeadzap92l2n'
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => toBech32('akash', bytes))
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })

describe('addresses', () => {
  it('accepts a real one', () => expect(parseAddress(OWNER)).toBe(OWNER))
  it.each([
    ['a wrong checksum', `${OWNER.slice(0, -1)}q`, 'checksum'],
    ['another prefix', toBech32('cosmos', new Uint8Array(20)), 'prefix'],
    ['upper case', OWNER.toUpperCase(), 'lower case'],
    ['a wrong length', toBech32('akash', new Uint8Array(19)), '19 bytes'],
    ['nothing', '', 'form'],
    ['a slash', `${OWNER}/1`, 'form'],
  ])('refuses %s and names the rule', (_name, text, rule) => {
    expect(() => parseAddress(text)).toThrow(rule)
  })
})

describe('numbers', () => {
  it('keeps every digit up to 2^64−1', () => expect(parseUint64('18446744073709551615')).toBe(2n ** 64n - 1n))
  it.each(['18446744073709551616', '-1', '01', '1.0', '', ' 1', '1e3', '0x1'])('refuses "%s"', (text) => {
    expect(() => parseUint64(text)).toThrow('2^64')
    expect(() => parseUint32(text)).toThrow('2^32')
  })
})

describe('keys', () => {
  it('round-trip for every id', () => {
    fc.assert(
      fc.property(
        address,
        address,
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        uint32,
        (owner, provider, dseq, n) => {
          const id = { owner, dseq, gseq: n, oseq: 1, provider, bseq: 0 }
          expect(parseBidKey(bidKey(id))).toEqual(id)
        },
      ),
    )
  })
  it('refuses a key of another kind', () =>
    expect(() => parseDeploymentKey(`${OWNER}/1/1`)).toThrow('3 parts, not 2'))
})
