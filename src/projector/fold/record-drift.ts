import type { Json } from '#domain/change.ts'
import type { ChainRecord } from '#domain/record.ts'

/** One field in which the stored record and the chain's differ. Null: that side has no such record. */
export interface FieldDrift {
  readonly field: string
  readonly database: Json
  readonly chain: Json
}

/** The fields in which two versions of a record differ; empty when they are the same. */
export function recordDrift(stored: ChainRecord | null, chain: ChainRecord | null): FieldDrift[] {
  if (stored === null || chain === null)
    return stored === chain ? [] : [{ field: 'record', database: presence(stored), chain: presence(chain) }]
  const left = fields(stored)
  const right = fields(chain)
  const names = [...new Set([...left.keys(), ...right.keys()])]
  return names.flatMap((field) => {
    const database = left.get(field) ?? null
    const onChain = right.get(field) ?? null
    return JSON.stringify(database) === JSON.stringify(onChain) ? [] : [{ field, database, chain: onChain }]
  })
}

const presence = (record: ChainRecord | null): Json => (record === null ? null : 'present')

/** Fields in a canonical form: keys of objects sorted, whole numbers as text. */
function fields(record: ChainRecord): Map<string, Json> {
  return new Map(Object.entries(record).map(([name, value]) => [name, canonical(value)]))
}

function canonical(value: unknown): Json {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(canonical)
  if (value === null || typeof value !== 'object') return value as Json
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]))
}
