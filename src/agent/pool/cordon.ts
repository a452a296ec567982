import { type AddressRange, formatRange } from '#domain/address-range.ts'
import { Failure } from '#domain/failure.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import { differenceOf, intersectionOf, unionOf } from './range-set.ts'
import { parseCordon } from './read-pool.ts'

export interface CordonEdit {
  /** cordon: these are given to nobody new; uncordon: they are again. Who has one keeps it. */
  readonly kind: 'cordon' | 'uncordon'
  /** Of the pool. */
  readonly name: string
  /** Ranges as pools have them, or single addresses. At least one. */
  readonly addresses: readonly string[]
}

/**
 * The pool's annotation after an edit; null: none is needed any more. Throws BAD_USER_INPUT for what is no address, or
 * not the pool's: a cordon that holds nothing back would be believed.
 */
export function cordonAfter(pool: ObservedPool, { kind, addresses }: CordonEdit): string | null {
  const ranges = addresses.map(parseCordon)
  if (ranges.length === 0) throw badCordon(pool, 'no addresses are named')
  for (const range of ranges) {
    const outside = differenceOf([range], pool.ranges)
    if (outside.length > 0) throw badCordon(pool, `${listText(outside)} is not in it`)
  }
  const cordoned = intersectionOf(pool.cordoned, pool.ranges)
  const after = kind === 'cordon' ? unionOf([...cordoned, ...ranges]) : differenceOf(cordoned, ranges)
  return after.length === 0 ? null : listText(after)
}

const listText = (ranges: readonly AddressRange[]) => ranges.map(formatRange).join(',')

const badCordon = ({ name }: ObservedPool, words: string) =>
  new Failure('BAD_USER_INPUT', `pool "${name}": ${words}`, { pool: name })
