import { createHash } from 'node:crypto'
import type { Sort } from '#store/query/keyset.ts'

/** A list that cursors belong to: which one, how sorted, how filtered. */
export interface List {
  /** As the schema calls the field. */
  readonly name: string
  readonly order: string
  /** What it holds: equal filters give equal texts. Empty: its cursors are good with any filter. */
  readonly filter: string
  readonly sort: Sort
}

/** One text for one filter: keys sorted, absent and null conditions left out, sets sorted. */
export function filterText(filter: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined && value !== null)
  return JSON.stringify(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, canonical(value)]),
  )
}

function canonical(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value
}

const HASH_CHARACTERS = 12

/** Short, as it travels in every cursor; it guards against mistakes, not against forgers. */
export const filterHash = ({ filter }: List) =>
  filter === '' ? '' : createHash('sha256').update(filter).digest('base64url').slice(0, HASH_CHARACTERS)
