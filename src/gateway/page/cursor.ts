import { Failure } from '#domain/failure.ts'
import type { Position, SortColumn } from '#store/query/keyset.ts'
import { shown } from '../scalar/refusal.ts'
import { filterHash, type List } from './list.ts'

/** A cursor is base64url of JSON: [list, order, hash of the filter, sort values…]. */
export function encodeCursor(list: List, position: Position): string {
  return Buffer.from(JSON.stringify([list.name, list.order, filterHash(list), ...position])).toString(
    'base64url',
  )
}

/** Reads a cursor of this list. Throws BAD_USER_INPUT that names the argument, the value and what is wrong with it. */
export function decodeCursor(list: List, argument: string, text: string): Position {
  const parts = readParts(text)
  const refuse = (rule: string) =>
    new Failure('BAD_USER_INPUT', `argument "${argument}": ${shown(text)} ${rule}`, { argument })
  if (parts === null) throw refuse('is not a cursor that this gateway gave')
  const [name, order, hash, ...position] = parts
  if (name !== list.name || order !== list.order)
    throw refuse(
      `is a cursor of another list (${shown(name)} by ${shown(order)}), not of ${list.name} by ${list.order}`,
    )
  if (hash !== filterHash(list)) throw refuse(`is a cursor of ${list.name} with another filter`)
  if (!fits(list.sort.columns, position)) throw refuse('is not a cursor that this gateway gave')
  return position
}

function readParts(text: string): string[] | null {
  const json = Buffer.from(text, 'base64url')
  if (json.toString('base64url') !== text) return null
  const parts = parsed(json.toString('utf8'))
  return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : null
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

/** What Postgres reads as the column's type without complaint. */
const forms: Readonly<Record<SortColumn['type'], RegExp>> = {
  bigint: /^\d{1,16}$/,
  numeric: /^\d{1,100}(\.\d{1,100})?$/,
  text: /^[\x20-\x7e]{0,400}$/,
}

const fits = (columns: readonly SortColumn[], position: readonly string[]) =>
  columns.length === position.length &&
  columns.every((column, index) => forms[column.type].test(position[index] ?? ''))
