import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddressRange } from '#domain/address-range.ts'
import { cordonAnnotation } from '../object/own-names.ts'
import { type CordonEdit, cordonAfter } from './cordon.ts'
import { readPool } from './read-pool.ts'
import { poolOf } from './test-services.ts'

const pool = (...cordoned: readonly string[]) =>
  poolOf(['198.51.100.0/24', '2001:db8::/64'], { cordoned: cordoned.map(parseAddressRange) })
const edit = (kind: CordonEdit['kind'], ...addresses: readonly string[]) =>
  ({ kind, name: 'default', addresses }) as const

describe('a cordon', () => {
  it('grows by ranges and single addresses, and neighbours become one', () => {
    expect(cordonAfter(pool(), edit('cordon', '198.51.100.7'))).toBe('198.51.100.7/32')
    expect(cordonAfter(pool('198.51.100.6/32'), edit('cordon', '198.51.100.7', '2001:db8::/96'))).toBe(
      '198.51.100.6/31,2001:db8::/96',
    )
    expect(cordonAfter(pool('198.51.100.6/31'), edit('cordon', '198.51.100.7'))).toBe('198.51.100.6/31')
  })

  it('shrinks by what is named, and is gone with the last address', () => {
    expect(cordonAfter(pool('198.51.100.0/30'), edit('uncordon', '198.51.100.1'))).toBe(
      '198.51.100.0/32,198.51.100.2/31',
    )
    expect(cordonAfter(pool('198.51.100.0/30'), edit('uncordon', '198.51.100.0/24'))).toBeNull()
    expect(cordonAfter(pool('198.51.100.0/30'), edit('uncordon', '198.51.100.9'))).toBe('198.51.100.0/30')
  })

  it('forgets what is not in the pool any more', () => {
    expect(cordonAfter(pool('203.0.113.0/24'), edit('cordon', '198.51.100.7'))).toBe('198.51.100.7/32')
  })

  it.each([
    ['what is no address', ['x'], /"x" is not an address range/],
    ['nothing', [], /pool "default": no addresses are named/],
    ['what is not in the pool', ['198.51.100.254-198.51.101.3'], /198\.51\.101\.0\/30 is not in it/],
  ])('of %s is refused in words', (_name, addresses, words) => {
    expect(() => cordonAfter(pool(), edit('cordon', ...addresses))).toThrow(words)
  })

  it('is read back as the same addresses', () => {
    const bytes = fc
      .tuple(fc.nat(200), fc.nat(55))
      .map(([from, size]) => `198.51.100.${from}-198.51.100.${from + size}`)
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), bytes, (cordoned, taken) => {
        const annotation = (of: ReturnType<typeof pool>, by: CordonEdit) => {
          const text = cordonAfter(of, by)
          const annotations = text === null ? {} : { [cordonAnnotation]: text }
          const spec = { addresses: ['198.51.100.0/24'] }
          return readPool({ metadata: { name: 'default', uid: 'p', annotations }, spec }, 'a').pool
        }
        const once = annotation(pool(), edit('cordon', ...cordoned))
        const less = annotation(once, edit('uncordon', taken))
        const has = (of: typeof once, last: number) =>
          of.cordoned.some((range) => {
            const value = BigInt(198 * 2 ** 24 + 51 * 2 ** 16 + 100 * 2 ** 8 + last)
            return value >= range.first && value <= range.last
          })
        const within = (text: string, last: number) => {
          const [from = 0, to = 0] = text.split('-').map((part) => Number(part.split('.')[3]))
          return last >= from && last <= to
        }
        for (let last = 0; last < 256; last++) {
          const was = cordoned.some((text) => within(text, last))
          expect(has(once, last)).toBe(was)
          expect(has(less, last)).toBe(was && !within(taken, last))
        }
      }),
    )
  })
})
