import type { AddressRange } from '#domain/address-range.ts'

/** The same addresses in ranges that neither overlap nor touch, in order. */
export function unionOf(ranges: readonly AddressRange[]): AddressRange[] {
  const sorted = [...ranges].sort((a, b) => a.family - b.family || (a.first < b.first ? -1 : 1))
  const union: AddressRange[] = []
  for (const range of sorted) {
    const last = union.at(-1)
    if (last === undefined || last.family !== range.family || last.last + 1n < range.first) union.push(range)
    else if (range.last > last.last) union[union.length - 1] = { ...last, last: range.last }
  }
  return union
}

/** The addresses that are in both, in ranges that do not overlap. */
export function intersectionOf(a: readonly AddressRange[], b: readonly AddressRange[]): AddressRange[] {
  const others = unionOf(b)
  return unionOf(a).flatMap((range) =>
    others.flatMap((other) => {
      const first = range.first > other.first ? range.first : other.first
      const last = range.last < other.last ? range.last : other.last
      return range.family === other.family && first <= last ? [{ family: range.family, first, last }] : []
    }),
  )
}

/** The addresses of `a` that are not in `b`, in ranges that neither overlap nor touch. */
export function differenceOf(a: readonly AddressRange[], b: readonly AddressRange[]): AddressRange[] {
  return unionOf(b).reduce((left, taken) => left.flatMap((range) => without(range, taken)), unionOf(a))
}

function without(range: AddressRange, { family, first, last }: AddressRange): AddressRange[] {
  if (family !== range.family || last < range.first || first > range.last) return [range]
  const below = { ...range, last: first - 1n }
  const above = { ...range, first: last + 1n }
  return [below, above].filter((part) => part.first <= part.last)
}
