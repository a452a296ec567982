import { Failure } from '#domain/failure.ts'
import type { ObjectType, Selection, Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/**
 * JSON that Postgres writes, in the order of its pieces: text of ours as it stands, or an SQL expression that gives
 * JSON text and is never null. Joined by `concat`, which costs half of what `row_to_json` does.
 */
export type Json = readonly Piece[]
type Piece = { readonly text: string } | { readonly sql: string }

/** JSON text of our own. */
export const literal = (text: string): Json => [{ text }]

/** An expression that gives JSON text and is never null: a number, a word that is quoted already, another object. */
export const raw = (sql: string): Json => [{ sql }]

/** The same of an expression that may be null. */
export const rawOrNull = (sql: string): Json => raw(`coalesce((${sql})::text, 'null')`)

/** Text that needs no escaping and is never null: addresses, digits, words of closed lists. */
export const word = (sql: string): Json => [{ text: '"' }, { sql }, { text: '"' }]

/** The same where it may be null. */
export const wordOrNull = (sql: string): Json => raw(`coalesce('"' || (${sql}) || '"', 'null')`)

/** Text that anybody may have written; null where it is. */
export const text = (sql: string): Json => raw(`coalesce(to_json(${sql})::text, 'null')`)

export const boolean = (sql: string): Json => raw(`case when ${sql} then 'true' else 'false' end`)

/** A number that GraphQL's Int can hold; a larger one ends the statement, and graphql-js says what is wrong. */
export const int = (sql: string): Json => raw(`(${sql})::int4`)

/** The fields of a field that has some. */
export const selectionOf = ({ selection }: Wanted): Selection => selection ?? []

/** An object of the fields that are asked for, read from the row `on`. */
export function object(type: ObjectType, on: string, { wanted, statement }: Asked): Json {
  return braces(selectionOf(wanted), (one) => field(type, on, { wanted: one, statement }))
}

export interface Asked {
  readonly wanted: Wanted
  readonly statement: Statement
}

/** An object of these fields, each written by `write`. */
export function braces(selection: Selection, write: (one: Wanted) => Json): Json {
  const fields = selection.flatMap((one, at) => [
    { text: `${at === 0 ? '' : ','}"${one.as}":` },
    ...write(one),
  ])
  return [{ text: '{' }, ...fields, { text: '}' }]
}

function field(type: ObjectType, on: string, { wanted, statement }: Asked): Json {
  if (wanted.field === '__typename') return literal(`"${type.name}"`)
  const write = type.fields[wanted.field]
  if (write === undefined) throw new Failure('INTERNAL', `${type.name}.${wanted.field} has no SQL`)
  return write(on, wanted, statement)
}

/** The JSON of the one row that `from` finds; null where there is none. `from` may hold any clause after "from". */
export const oneRow = (json: Json, from: string): Json =>
  raw(`coalesce((select ${expression(json)} from ${from}), 'null')`)

/** The one row of a table that has the value in a column of its own; the value may be an expression. */
interface ByColumn {
  readonly table: string
  readonly column: string
  readonly value: string
}

/** An object of the row that a key names; null where there is none. */
export function rowBy(type: ObjectType, { table, column, value }: ByColumn, asked: Asked): Json {
  const row = asked.statement.alias()
  return oneRow(object(type, row, asked), `${table} ${row} where ${row}.${column} = ${value}`)
}

/** A list, in the order of the rows, or as `order` says. */
export const list = (json: Json, from: string, order = ''): Json => [
  { text: '[' },
  { sql: `(select string_agg(${expression(json)}, ','${order}) from ${from})` },
  { text: ']' },
]

/** JSON only where a condition holds, else null. */
export const onlyIf = (condition: string, json: Json): Json =>
  raw(`case when ${condition} then ${expression(json)} else 'null' end`)

/** What one call of a function takes at most (FUNC_MAX_ARGS). */
const MOST_ARGUMENTS = 100

/** The pieces as one expression of type text. */
export function expression(json: Json): string {
  const parts = merged(json).map((piece) => ('sql' in piece ? piece.sql : quoted(piece.text)))
  return concatenated(parts)
}

function concatenated(parts: readonly string[]): string {
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return `(${only})::text`
  if (parts.length <= MOST_ARGUMENTS) return `concat(${parts.join(', ')})`
  const groups = Array.from({ length: Math.ceil(parts.length / MOST_ARGUMENTS) }, (_, at) =>
    concatenated(parts.slice(at * MOST_ARGUMENTS, (at + 1) * MOST_ARGUMENTS)),
  )
  return concatenated(groups)
}

/** Neighbouring texts are one. */
function merged(json: Json): Piece[] {
  const pieces: Piece[] = []
  for (const piece of json) {
    const last = pieces.at(-1)
    if (last !== undefined && 'text' in last && 'text' in piece)
      pieces[pieces.length - 1] = { text: last.text + piece.text }
    else pieces.push(piece)
  }
  return pieces
}

/** Names and words of ours: no backslash is in them, and a quote only in theory. */
const quoted = (constant: string) => `'${constant.replaceAll("'", "''")}'`

/** base64url without padding (RFC 4648 §5) of a text; encode() breaks its lines. */
export const base64url = (sql: string) =>
  `translate(encode(convert_to(${sql}, 'UTF8'), 'base64'), E'+/=\\n', '-_')`

/** The id of a record as the gateway writes it: base64url of [type, chain id, key]. Keys need no escaping. */
export function globalId(type: string, key: string, statement: Statement): Json {
  const start = `${JSON.stringify([type, statement.facts.chainId]).slice(0, -1)},"`
  return word(base64url(`${statement.shared(`id of ${type}`, start, 'text')} || ${key} || '"]'`))
}

/** RFC 3339 in UTC with milliseconds, cut, as JavaScript writes it. */
export const dateTime = (time: string) =>
  `to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** The time of the block at a height; null where it is not known. */
export const blockTime = (height: string) =>
  `(select ${dateTime('b.time')} from block b where b.height = ${height})`

/** A word of the domain as the schema's enums write it. */
export const upper = (sql: string) => `upper(${sql})`
