import { sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import { bigint, check, customType, numeric, text } from 'drizzle-orm/pg-core'
import { evidenceSources } from '#domain/evidence.ts'

/**
 * Text that sorts by its bytes, so that keys have one order on every machine and in JavaScript:
 * a locale's collation would give another table hash and other pages elsewhere.
 */
export const key = customType<{ data: string }>({ dataType: () => 'text collate "C"' })

export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/** A block height, or a count: 0 to 2^53−1, so that JavaScript reads it exactly. */
export const count = (name: string) => bigint(name, { mode: 'number' })

/** dseq: 0 to 2^64−1, which no integer type of Postgres holds. */
export const uint64 = (name: string) => numeric(name, { precision: 20, scale: 0 })

/** Where a row comes from: it is true after block `seen_height`. A commit with an older one leaves the row alone. */
export const evidence = {
  seenHeight: count('seen_height').notNull(),
  seenSource: text('seen_source').notNull(),
}

const UINT64_MAX = sql.raw('18446744073709551615')
const UINT32_MAX = sql.raw('4294967295')
const SAFE_MAX = sql.raw('9007199254740991')

const list = (values: readonly string[]) => sql.raw(values.map((value) => `'${value}'`).join(', '))

/** Refuses a text that is not in the list; null passes. */
export const oneOf = (name: string, column: PgColumn, values: readonly string[]) =>
  check(name, sql`${column} in (${list(values)})`)

/** Refuses heights and counts that JavaScript would not read exactly, and negative ones; null passes. */
export const isCount = (name: string, column: PgColumn) =>
  check(name, sql`${column} between 0 and ${SAFE_MAX}`)

export const isUint64 = (name: string, column: PgColumn) =>
  check(name, sql`${column} between 0 and ${UINT64_MAX}`)

export const isUint32 = (name: string, column: PgColumn) =>
  check(name, sql`${column} between 0 and ${UINT32_MAX}`)

export const evidenceChecks = (table: string, columns: { seenHeight: PgColumn; seenSource: PgColumn }) => [
  isCount(`${table}_seen_height_range`, columns.seenHeight),
  oneOf(`${table}_seen_source_known`, columns.seenSource, evidenceSources),
]
