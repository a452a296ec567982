import type { WishSource } from '../model/port-wish.ts'

/** Who has waited longest comes first; those of unknown age come last; names decide the rest. */
export function byAge(a: WishSource, b: WishSource): number {
  return (
    ageOf(a) - ageOf(b) ||
    compareTexts(a.kind, b.kind) ||
    compareTexts(a.namespace, b.namespace) ||
    compareTexts(a.name, b.name)
  )
}

export const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const ageOf = ({ createdAt }: WishSource) => createdAt?.getTime() ?? Number.MAX_SAFE_INTEGER
