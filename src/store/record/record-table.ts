import type { Evidence, EvidenceSource } from '#domain/evidence.ts'
import type { ChainRecord, RecordKind } from '#domain/record.ts'
import { arrayText } from '../array-text.ts'
import { jsonText } from '../json-text.ts'

/** The type that a value of the column is read as. */
type ColumnType = 'text' | 'numeric' | 'bigint' | 'bigint[]' | 'jsonb'

/** What every row says of where it comes from. */
export interface SeenRow {
  readonly seen_height: number
  readonly seen_source: EvidenceSource
}

/** A record, and how we know it. The same shape as the projector's. */
export interface Known {
  readonly record: ChainRecord
  readonly evidence: Evidence
}

/** How the records of one kind are written, found and read back. */
export interface RecordTable<R extends ChainRecord> {
  readonly kind: RecordKind
  readonly name: string
  readonly keyColumn: string
  /** Writes the rows that `upsertValues` gives; a row older than the stored one is ignored. */
  readonly upsertText: string
  /** Finds the keys $1. */
  readonly loadText: string
  /** The next $3 rows after key $1, in states $2 where that is not null, in key order. */
  readonly scanText: string
  /** All rows in key order. */
  readonly allText: string
  readonly removeText: string
  /** Parameters of `upsertText`: a column's values each. No key may come twice. */
  upsertValues(records: readonly Known[]): string[]
  /** Reads a row of the select texts above. */
  decode(row: object): R
}

interface TableSpec<R extends ChainRecord, Row extends object> {
  readonly kind: R['kind']
  readonly name: string
  /** Default: key, which Postgres computes from the parts of the id. */
  readonly keyColumn?: string
  readonly columns: Readonly<Record<keyof Row & string, ColumnType>>
  /** Columns that the first row sets and no later one changes, and how: `r` is the row. */
  readonly insertOnly?: Readonly<Record<string, string>>
  readonly hasState: boolean
  encode(record: R): Row
  decode(row: Row): R
}

const seenColumns = { seen_height: 'bigint', seen_source: 'text' } as const

export function recordTable<R extends ChainRecord, Row extends object>(
  spec: TableSpec<R, Row>,
): RecordTable<R> {
  const { kind, name, keyColumn = 'key' } = spec
  const columns: Readonly<Record<string, ColumnType>> = { ...spec.columns, ...seenColumns }
  const selected = `select ${Object.keys(columns).join(', ')} from ${name}`
  const state = spec.hasState ? 'state' : `''`
  return {
    kind,
    name,
    keyColumn,
    upsertValues: (records) =>
      columnArrays(
        columns,
        records.map((known) => encodeRow(spec, known)),
      ),
    // The select lists below name the spec's columns; only the database lies between the two.
    decode: (row) => spec.decode(row as Row),
    upsertText: upsertText({ name, keyColumn, columns, insertOnly: spec.insertOnly ?? {} }),
    loadText: `${selected} where ${keyColumn} = any($1::text[])`,
    scanText: `${selected} where ${keyColumn} > $1 and ($2::text[] is null or ${state} = any($2::text[])) order by ${keyColumn} limit $3`,
    allText: `${selected} order by ${keyColumn}`,
    removeText: `delete from ${name} where ${keyColumn} = any($1::text[])`,
  }
}

function encodeRow<R extends ChainRecord, Row extends object>(
  spec: TableSpec<R, Row>,
  { record, evidence }: Known,
) {
  // Known records come sorted by kind; see latestByKind.
  const row: SeenRow & Row = {
    ...spec.encode(record as R),
    seen_height: evidence.height,
    seen_source: evidence.source,
  }
  return row
}

function columnArrays(columns: Readonly<Record<string, ColumnType>>, rows: readonly object[]): string[] {
  return Object.entries(columns).map(([column, type]) =>
    arrayText(rows.map((row) => fieldText(type, Reflect.get(row, column)))),
  )
}

/**
 * One array for each column: two to three times as fast as one JSON text for the whole, and the parameters
 * are as many for one row as for a thousand.
 */
function upsertText(parts: {
  readonly name: string
  readonly keyColumn: string
  readonly columns: Readonly<Record<string, ColumnType>>
  readonly insertOnly: Readonly<Record<string, string>>
}): string {
  const { name, keyColumn, columns, insertOnly } = parts
  const names = Object.keys(columns)
  const types = Object.values(columns)
  const arrays = types.map((type, index) => `$${index + 1}::text::${sentAsText(type) ? 'text' : type}[]`)
  const values = Object.entries(columns).map(
    ([column, type]) => `r.${column}${sentAsText(type) ? `::${type}` : ''}`,
  )
  const changed = names
    .filter((column) => column !== keyColumn)
    .map((column) => `${column} = excluded.${column}`)
  return `insert into ${name} (${[...names, ...Object.keys(insertOnly)].join(', ')})
    select ${[...values, ...Object.values(insertOnly)].join(', ')}
    from unnest(${arrays.join(', ')}) as r(${names.join(', ')})
    on conflict (${keyColumn}) do update set ${changed.join(', ')}
    where excluded.seen_height >= ${name}.seen_height`
}

/** unnest would take an array of arrays apart, and jsonb in an array saves nothing. */
const sentAsText = (type: ColumnType) => type === 'jsonb' || type === 'bigint[]'

function fieldText(type: ColumnType, value: unknown): string | null {
  if (value === null) return null
  if (type === 'jsonb') return jsonText(value)
  return Array.isArray(value) ? `{${value.join(',')}}` : String(value)
}
