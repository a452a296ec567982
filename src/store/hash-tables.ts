import { createHash } from 'node:crypto'
import { type ChainRecord, isSoft } from '#domain/record.ts'
import type { Database, Queryable } from './connection.ts'
import { onDatabase } from './database-failure.ts'
import type { RecordTable } from './record/record-table.ts'
import { allTables } from './record/record-tables.ts'
import { inTransaction } from './transaction.ts'

/** Rows in memory at a time. */
const PIECE = 1000

export interface TableHashes {
  /** The indexed height that the hashes belong to; null where nothing was ever indexed. */
  readonly height: number | null
  /** Table name → sha256, lower-case hex. */
  readonly tables: Readonly<Record<string, string>>
}

/**
 * One hash for each table of chain records, of facts only: the records as JSON lines in the order of their
 * keys. How we know them, what is derived from others, what only an event tells and soft facts are left out,
 * so that bootstrap and tail end in the same hashes. One snapshot, constant memory.
 */
export function hashTables(sql: Database): Promise<TableHashes> {
  return onDatabase(() => inTransaction(sql, hashSnapshot, 'isolation level repeatable read read only'))
}

async function hashSnapshot(tx: Queryable): Promise<TableHashes> {
  const [row] = await tx<{ height: number | null }[]>`select height from cursor where id = 1`
  const tables: Record<string, string> = {}
  for (const table of allTables()) if (!isSoft(table.kind)) tables[table.name] = await hashTable(tx, table)
  return { height: row?.height ?? null, tables }
}

async function hashTable(tx: Queryable, table: RecordTable<ChainRecord>): Promise<string> {
  const hash = createHash('sha256')
  await tx.unsafe(table.allText).cursor(PIECE, (rows) => {
    for (const row of rows) hash.update(factLine(table.decode(row)))
  })
  return hash.digest('hex')
}

/** Decoders write the fields in one order, and JSON.stringify keeps it. */
const factLine = (record: ChainRecord) => `${JSON.stringify(record, plain)}\n`

const plain = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
