import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AddressRange } from '#domain/address-range.ts'
import { differenceOf, intersectionOf, unionOf } from './range-set.ts'

const ranges: fc.Arbitrary<AddressRange[]> = fc.array(
  fc
    .record({ family: fc.constantFrom(4 as const, 6 as const), first: fc.nat(40), size: fc.nat(12) })
    .map(({ family, first, size }) => ({ family, first: BigInt(first), last: BigInt(first + size) })),
  { maxLength: 6 },
)
const members = (all: readonly AddressRange[]) =>
  all.flatMap(({ family, first, last }) =>
    Array.from({ length: Number(last - first) + 1 }, (_, at) => `${family}:${first + BigInt(at)}`),
  )
const sorted = (texts: Iterable<string>) => [...texts].sort()

describe('sets of ranges', () => {
  it('a union has each address once', () => {
    fc.assert(
      fc.property(ranges, (all) => {
        expect(sorted(members(unionOf(all)))).toEqual(sorted(new Set(members(all))))
      }),
    )
  })

  it('an intersection has what both have, once', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const both = new Set(members(a).filter((member) => members(b).includes(member)))
        expect(sorted(members(intersectionOf(a, b)))).toEqual(sorted(both))
      }),
    )
  })

  it('a difference has what only the first has, once', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const only = new Set(members(a).filter((member) => !members(b).includes(member)))
        expect(sorted(members(differenceOf(a, b)))).toEqual(sorted(only))
      }),
    )
  })

  it('neighbours become one', () => {
    const range = { family: 4 as const, first: 1n, last: 5n }
    expect(unionOf([{ ...range, first: 6n, last: 9n }, range])).toEqual([{ ...range, last: 9n }])
  })
})
