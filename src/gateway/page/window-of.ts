import { Failure } from '#domain/failure.ts'
import type { Window } from '#store/query/keyset.ts'
import { decodeCursor } from './cursor.ts'
import type { List } from './list.ts'

/** The arguments of every connection field (relay.dev/graphql/connections.htm). */
export interface PageArguments {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
  readonly last?: number | null | undefined
  readonly before?: string | null | undefined
}

/** The most rows that one page holds. */
const MAX_PAGE = 100

/** Which part of the list the arguments ask for. Throws BAD_USER_INPUT that names argument, value and rule. */
export function windowOf(list: List, page: PageArguments, defaultSize: number): Window {
  const first = sizeOf('first', page.first)
  const last = sizeOf('last', page.last)
  if (first !== null && last !== null)
    throw new Failure(
      'BAD_USER_INPUT',
      `arguments "first" and "last": ${first} and ${last} are both given, only one of them may be`,
    )
  return {
    limit: first ?? last ?? defaultSize,
    backward: last !== null,
    after: positionOf(list, 'after', page.after),
    before: positionOf(list, 'before', page.before),
  }
}

const sizeOf = (argument: string, value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : checkedSize(argument, value)

/** How many rows are asked for. Throws BAD_USER_INPUT that names argument, value and rule. */
export function checkedSize(argument: string, value: number): number {
  if (value >= 0 && value <= MAX_PAGE) return value
  throw new Failure('BAD_USER_INPUT', `argument "${argument}": ${value} is not from 0 to ${MAX_PAGE}`, {
    argument,
    value,
  })
}

const positionOf = (list: List, argument: string, cursor: string | null | undefined) =>
  cursor === null || cursor === undefined ? null : decodeCursor(list, argument, cursor)
