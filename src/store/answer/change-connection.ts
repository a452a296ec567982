import { changeKinds } from '#domain/change.ts'
import type { Position, Window } from '../query/keyset.ts'
import type { ChangeFilter } from '../query/list-changes.ts'
import { changeType, feedCursor } from './change-type.ts'
import { connection, type List } from './connection.ts'
import type { Json } from './json.ts'
import type { Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** One page of the feed. The window's ends are places as `feedPlace` says. */
export interface ListOfChanges {
  readonly filter: ChangeFilter
  readonly window: Window
}

/** One page of the changes that meet a filter, in feed order. */
export function changeConnection(wanted: Wanted<ListOfChanges>, statement: Statement): Json {
  const { filter, window } = wanted.argument
  const conditions = changeConditions(filter, statement)
  const list: List = {
    type: changeType,
    from: (row) => `(select *, 'event' as seen_source, height as seen_height from change) ${row}`,
    conditions: (row) => conditions.map((condition) => condition(row)),
    ...(isByKind(filter)
      ? { alternatives: (row) => kindsOf(filter).map((kind) => `${row}.kind = '${kind}'`) }
      : {}),
    sort: (row) => [`${row}.position`],
    descending: false,
    beyond: (row, end) => {
      const place = window[end]
      if (place === null) return null
      return `${row}.position ${end === 'after' ? '>' : '<'} ${positionOf(place, end, statement)}`
    },
    cursor: feedCursor,
  }
  return connection(list, window, { wanted, statement })
}

const kindsOf = ({ kinds = [] }: ChangeFilter) => [...new Set(kinds)]

/** An index holds the changes of one kind in order; those of one owner or provider are few, whatever their kind. */
const isByKind = (filter: ChangeFilter) =>
  filter.owner === undefined &&
  filter.provider === undefined &&
  filter.kinds !== undefined &&
  kindsOf(filter).length > 1 &&
  kindsOf(filter).length < changeKinds.length

/**
 * The number that a change has in the feed. Where the feed does not hold it (any more), what is of its height or
 * later comes after it; where that does not hold anything, everything is before it.
 */
function positionOf(place: Position, end: 'after' | 'before', statement: Statement): string {
  const [height = '', kind = '', subject = ''] = place
  const at = statement.shared(`${end} height`, height, 'bigint')
  return `coalesce(
    (select p.position from change p where p.subject = ${statement.shared(`${end} subject`, subject, 'text')}
      and p.height = ${at} and p.kind = ${statement.shared(`${end} kind`, kind, 'text')}),
    (select min(p.position)${end === 'after' ? ' - 1' : ''} from change p where p.height >= ${at}),
    9223372036854775807)`
}

function changeConditions(filter: ChangeFilter, statement: Statement): ((row: string) => string)[] {
  const { kinds, owner, provider, dseq } = filter
  const equals = (column: string, value: string, type: 'text' | 'numeric') => {
    const parameter = statement.later(value, type)
    return (row: string) => `${row}.${column} = ${parameter()}`
  }
  return [
    kinds !== undefined && !isByKind(filter) && ((row: string) => isOneOf(row, kindsOf(filter))),
    owner !== undefined && equals('owner', owner, 'text'),
    provider !== undefined && equals('provider', provider, 'text'),
    dseq !== undefined && equals('dseq', dseq.toString(), 'numeric'),
  ].filter((condition) => condition !== false)
}

const isOneOf = (row: string, kinds: readonly string[]) =>
  kinds.length === 0 ? 'false' : `${row}.kind in (${kinds.map((kind) => `'${kind}'`).join(', ')})`
