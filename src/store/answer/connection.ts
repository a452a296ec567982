import { Failure } from '#domain/failure.ts'
import type { Window } from '../query/keyset.ts'
import {
  base64url,
  boolean,
  braces,
  expression,
  type Json,
  list as listOf,
  literal,
  object,
  raw,
  selectionOf,
  word,
  wordOrNull,
} from './json.ts'
import type { ObjectType, Selection, Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/**
 * How the cursors of a list begin: the JSON of list, order and hash of the filter. Where the list belongs to a
 * record that is known only while the statement runs, its key stands in the filter, between two texts.
 */
export type CursorStart =
  | { readonly text: string }
  | { readonly name: string; readonly order: string; readonly filter: readonly [string, string] }

/** Rows that a connection pages through, all of them expressions of the name of a row. */
export interface List {
  /** "Lease" for LeaseConnection and LeaseEdge. */
  readonly type: ObjectType
  /** What stands behind "from". */
  readonly from: (row: string) => string
  /** Which rows, to be joined by "and". */
  readonly conditions: (row: string) => readonly string[]
  /** Of several, one has to hold as well; each has an index of its own that is walked in order. */
  readonly alternatives?: (row: string) => readonly string[]
  /** The sort values; all in one direction, the last one unique. */
  readonly sort: (row: string) => readonly string[]
  readonly descending: boolean
  /** The conditions that a window's two ends make. */
  readonly beyond: (row: string, end: 'after' | 'before') => string | null
  /** The cursor of a row as an expression. */
  readonly cursor: (row: string) => string
}

/** One page of a list as a GraphQL connection; answers exactly what `gateway/page/connection.ts` does. */
export function connection(list: List, window: Window, { wanted, statement }: Asked): Json {
  const selection = selectionOf(wanted)
  if (isPlain(selection)) return braces(selection, (one) => plainField(list, window, { one, statement }))
  const page = statement.alias()
  const json = braces(selection, (one) => pageField(list, window, { one, statement, page }))
  return raw(`(with ${page} as materialized (${pageRows(list, window)}) select ${expression(json)})`)
}

interface Asked {
  readonly wanted: Wanted
  readonly statement: Statement
}

/** Whether the page is read once, and nobody asks what lies around it. */
const isPlain = (selection: Selection) =>
  selection.every(({ field }) => field !== 'pageInfo') &&
  selection.filter(({ field }) => field === 'nodes' || field === 'edges').length <= 1

interface Field {
  readonly one: Wanted
  readonly statement: Statement
}

function plainField(list: List, window: Window, { one, statement }: Field): Json {
  const row = statement.alias()
  const from = () => `(${ordered(list, window)}) ${row}`
  return listField(list, { one, statement, row, from, order: '' }) ?? otherField(list, one)
}

function pageField(
  list: List,
  window: Window,
  { one, statement, page }: Field & { readonly page: string },
): Json {
  if (one.field === 'pageInfo') return pageInfo(list, window, { one, page })
  const row = statement.alias()
  const from = () => `${page} ${row} where ${row}.nth <= ${size(window)}`
  const order = window.backward ? ` order by ${row}.nth desc` : ''
  return listField(list, { one, statement, row, from, order }) ?? otherField(list, one)
}

interface Rows extends Field {
  readonly row: string
  readonly from: () => string
  readonly order: string
}

function listField(list: List, { one, statement, row, from, order }: Rows): Json | null {
  if (one.field === 'nodes') return listOf(object(list.type, row, { wanted: one, statement }), from(), order)
  if (one.field !== 'edges') return null
  const edge = braces(selectionOf(one), (part) => edgeField(list, { one: part, statement, row }))
  return listOf(edge, from(), order)
}

function edgeField(list: List, { one, statement, row }: Field & { readonly row: string }): Json {
  if (one.field === 'cursor') return word(list.cursor(row))
  if (one.field === 'node') return object(list.type, row, { wanted: one, statement })
  return literal(`"${list.type.name}Edge"`)
}

function otherField(list: List, one: Wanted): Json {
  if (one.field === '__typename') return literal(`"${list.type.name}Connection"`)
  if (one.field !== 'totalCount') throw new Failure('INTERNAL', `a connection has no field ${one.field}`)
  return raw(`(select count(*) from ${list.from('c')}${where(list.conditions('c'))})`)
}

const size = (window: Window) => Math.trunc(window.limit)

const where = (conditions: readonly string[]) =>
  conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`

const anyOf = (conditions: readonly string[]) =>
  conditions.length === 0 ? [] : [`(${conditions.join(' or ')})`]

const orderBy = (list: List, row: string, isReversed: boolean) => {
  const direction = list.descending === isReversed ? 'asc' : 'desc'
  return ` order by ${list
    .sort(row)
    .map((value) => `${value} ${direction}`)
    .join(', ')}`
}

/** The rows of a window and `extra` more, counted from its own end. The limit is inlined: a parameter is planned anew. */
function taken(list: List, window: Window, extra: number): string {
  const ends = [list.beyond('r', 'after'), list.beyond('r', 'before')].filter((one) => one !== null)
  const conditions = [...list.conditions('r'), ...ends]
  const tail = `${orderBy(list, 'r', window.backward)} limit ${size(window) + extra}`
  const rowsOf = (more: readonly string[]) =>
    `select r.* from ${list.from('r')}${where([...conditions, ...more])}${tail}`
  const pieces = list.alternatives?.('r') ?? []
  if (pieces.length === 0) return rowsOf([])
  return `select r.* from (${pieces.map((piece) => `(${rowsOf([piece])})`).join(' union all ')}) r${tail}`
}

/** The page in list order. */
function ordered(list: List, window: Window): string {
  const page = taken(list, window, 0)
  return window.backward ? `select b.* from (${page}) b${orderBy(list, 'b', false)}` : page
}

/** The page and one row more, numbered from the window's own end. */
const pageRows = (list: List, window: Window) =>
  `select n.*, row_number() over () as nth from (${taken(list, window, 1)}) n`

interface PageInfoAsked {
  readonly one: Wanted
  readonly page: string
}

function pageInfo(list: List, window: Window, { one, page }: PageInfoAsked): Json {
  const fields: Readonly<Record<string, () => Json>> = {
    __typename: () => literal('"PageInfo"'),
    startCursor: () => wordOrNull(endRow(list.cursor('e'), { page, window, isFirst: true })),
    endCursor: () => wordOrNull(endRow(list.cursor('e'), { page, window, isFirst: false })),
    hasNextPage: () => boolean(hasMore(list, { page, window, isNext: true })),
    hasPreviousPage: () => boolean(hasMore(list, { page, window, isNext: false })),
  }
  return braces(selectionOf(one), ({ field }) => (fields[field] ?? noField(field))())
}

const noField = (field: string) => (): Json => {
  throw new Failure('INTERNAL', `PageInfo has no field ${field}`)
}

interface End {
  readonly page: string
  readonly window: Window
  readonly isFirst: boolean
}

function endRow(what: string, { page, window, isFirst }: End): string {
  const direction = isFirst === window.backward ? 'desc' : 'asc'
  return `(select ${what} from ${page} e where e.nth <= ${size(window)} order by e.nth ${direction} limit 1)`
}

interface Side {
  readonly page: string
  readonly window: Window
  readonly isNext: boolean
}

/**
 * A page counted from one end knows that side's neighbour by the row too many; on the other side there is
 * something only where a cursor cut it off.
 */
function hasMore(list: List, { page, window, isNext }: Side): string {
  const isOwnSide = isNext !== window.backward
  const tooMany = `(select count(*) from ${page}) > ${size(window)}`
  const cut = isNext ? window.before : window.after
  if (cut === null) return isOwnSide ? tooMany : 'false'
  const beyond = neighbours(list, { page, window, isNext })
  return isOwnSide ? `(${tooMany} or ${beyond})` : beyond
}

/** Whether the list has rows beyond the page's last (or first) one; an empty page has the window's own end. */
function neighbours(list: List, { page, window, isNext }: Side): string {
  const operator = isNext === list.descending ? '<' : '>'
  const sort = list.sort('x').join(', ')
  const end = endRow(list.sort('e').join(', '), { page, window, isFirst: !isNext })
  const all = [...list.conditions('x'), ...anyOf(list.alternatives?.('x') ?? [])]
  const ofPage = [...all, `(${sort}) ${operator} ${end}`]
  const own = list.beyond('x', isNext ? 'after' : 'before')
  const ofWindow = own === null ? all : [...all, own]
  const exists = (conditions: readonly string[]) =>
    `exists (select from ${list.from('x')}${where(conditions)})`
  return `case when exists (select from ${page} where nth <= ${size(window)}) then ${exists(ofPage)} else ${exists(ofWindow)} end`
}

/** The cursor that `gateway/page/cursor.ts` writes, of sort values that need no escaping. */
export function cursorOf(
  start: CursorStart,
  key: string | null,
  { values, statement }: CursorValues,
): string {
  const json = values.map((value) => `',"' || ${value}::text || '"'`).join(' || ')
  return base64url(`${startText(start, key, statement)} || ${json} || ']'`)
}

interface CursorValues {
  readonly values: readonly string[]
  readonly statement: Statement
}

const HASH_CHARACTERS = 12

function startText(start: CursorStart, key: string | null, statement: Statement): string {
  const shared = (text: string) => statement.shared(`cursor ${text}`, text, 'text')
  if ('text' in start) return shared(start.text)
  const name = shared(`${JSON.stringify([start.name, start.order]).slice(0, -1)},"`)
  const [before, after] = start.filter.map(shared)
  const hash = `left(translate(encode(sha256(convert_to(${before} || ${key} || ${after}, 'UTF8')), 'base64'), '+/', '-_'), ${HASH_CHARACTERS})`
  return `${name} || ${hash} || '"'`
}
