import type { Fragment } from 'postgres'
import type { Queryable } from '../connection.ts'

/** The sort values of one row, in the order of its list's sort columns, as Postgres writes them. */
export type Position = readonly string[]

/** A piece of a list: what lies between two positions, counted from one of its ends. */
export interface Window {
  /** How many rows at most; the caller has checked its range. */
  readonly limit: number
  /** False: the first ones in list order; true: the last ones. */
  readonly backward: boolean
  readonly after: Position | null
  readonly before: Position | null
}

/** A column that a list sorts by. `expression` is a constant of ours, never input. */
export interface SortColumn {
  readonly expression: string
  readonly type: 'bigint' | 'numeric' | 'text'
}

/** How a list is sorted: all columns in one direction; the last one is unique. */
export interface Sort {
  readonly columns: readonly SortColumn[]
  readonly descending: boolean
}

/** The `where` conditions (to be joined by "and"), and the `order by … limit` of one window of a list. */
export interface Keyset {
  readonly conditions: readonly Fragment[]
  readonly tail: Fragment
}

/**
 * Turns a window into SQL. Row comparison keeps a page stable while rows are inserted before it, and an
 * index on the leading columns serves it. The limit is in the text: Postgres plans a parameter anew each time.
 */
export function keyset(sql: Queryable, sort: Sort, window: Window): Keyset {
  const [beyond, short] = sort.descending ? ['<', '>'] : ['>', '<']
  const conditions = [
    ...(window.after === null ? [] : [compare(sql, sort, { operator: beyond, position: window.after })]),
    ...(window.before === null ? [] : [compare(sql, sort, { operator: short, position: window.before })]),
  ]
  const direction = sort.descending === window.backward ? 'asc' : 'desc'
  const columns = sort.columns.map((column) => `${column.expression} ${direction}`).join(', ')
  return { conditions, tail: sql`${sql.unsafe(`order by ${columns} `)}${limit(sql, window.limit)}` }
}

/** "limit n", with the number in the text; the caller has checked its range. */
export const limit = (sql: Queryable, rows: number): Fragment =>
  sql`${sql.unsafe(`limit ${Math.trunc(rows)}`)}`

interface Comparison {
  readonly operator: string
  readonly position: Position
}

function compare(sql: Queryable, sort: Sort, { operator, position }: Comparison): Fragment {
  const left = sql.unsafe(`(${sort.columns.map((column) => column.expression).join(', ')}) ${operator} `)
  const values = sort.columns.map(
    (column, index) => sql`${position[index] ?? null}::text::${sql.unsafe(column.type)}`,
  )
  return sql`${left}(${joined(sql, values, sql`, `)})`
}

/** Fragments with a separator between them; nothing where there are none. */
function joined(sql: Queryable, parts: readonly Fragment[], separator: Fragment): Fragment {
  return parts.reduce((all, part, index) => (index === 0 ? part : sql`${all}${separator}${part}`), sql``)
}

/** "where a and b"; nothing where there are no conditions. */
export function where(sql: Queryable, conditions: readonly Fragment[]): Fragment {
  return conditions.length === 0 ? sql`` : sql`where ${joined(sql, conditions, sql` and `)}`
}
