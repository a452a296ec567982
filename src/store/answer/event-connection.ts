import type { Sort, Window } from '../query/keyset.ts'
import { bounds, onRow } from './bounds.ts'
import { changeType, kindRank, TOLD } from './change-type.ts'
import { type CursorStart, connection, cursorOf, type List } from './connection.ts'
import type { Json } from './json.ts'
import { dateTimeOfSecond } from './lease-type.ts'
import type { Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** One page of what happened to a lease. */
export interface ListOfEvents {
  readonly window: Window
  readonly cursor: CursorStart
}

const sort: Sort = {
  columns: [
    { expression: 'c.height', type: 'bigint' },
    { expression: 'c.rank', type: 'bigint' },
  ],
  descending: false,
}

/** A page of the events of the lease in the row `on`, oldest first. */
export function eventConnection(on: string, wanted: Wanted<ListOfEvents>, statement: Statement): Json {
  const { window, cursor } = wanted.argument
  const sorted = (row: string) => sort.columns.map((column) => onRow(column.expression, row))
  const list: List = {
    type: changeType,
    from: (row) => `(${events(on)}) ${row}`,
    conditions: () => [],
    sort: sorted,
    descending: sort.descending,
    beyond: bounds(sort, window, statement),
    cursor: (row) => cursorOf(cursor, `${on}.key`, { values: sorted(row), statement }),
  }
  return connection(list, window, { wanted, statement })
}

/**
 * What the feed tells, and what the lease's record proves of the time before the feed began
 * (domain/past-changes.ts). Where both tell the same change, the feed does.
 */
const events = (on: string) => `select e.*, ${kindRank('e.kind')} as rank from (
  with told as (select ${TOLD} from change f where f.subject = ${on}.key and f.lease_key is not null)
  select * from told
  union all select p.kind, ${on}.key, p.height, null::timestamptz, p.before::json, p.after::json, ${on}.seen_source, ${on}.seen_height
  from (${proven(on)}) p(kind, height, before, after)
  where p.height is not null and not exists (select from told t where t.kind = p.kind and t.height = p.height)) e`

/** JSON as JSON.stringify writes it, without blanks. */
const proven = (on: string) => `values
  ('LEASE_CREATED', ${on}.created_height, null,
    '{"state":"ACTIVE","price":{"denom":' || to_json(${on}.created_price_denom) || ',"amount":"' || ${on}.created_price_amount || '"}}'),
  ('LEASE_RECLAIM_STARTED', ${on}.reclaim_started_height, '{"state":"ACTIVE"}',
    '{"state":"RECLAIMING","deadline":' || ${quoted(dateTimeOfSecond(`${on}.reclaim_deadline`))} || ',"reason":' || ${quoted(`upper(${on}.reclaim_reason)`)} || '}'),
  ('LEASE_CLOSED', ${on}.closed_height,
    case when ${on}.reclaim_started_height is null then '{"state":"ACTIVE"}' else '{"state":"RECLAIMING"}' end,
    '{"state":"' || upper(${on}.state) || '","closeReason":' || ${quoted(`upper(${on}.close_reason)`)} || '}')`

/** A word that needs no escaping; JSON's null where there is none. */
const quoted = (word: string) => `coalesce('"' || ${word} || '"', 'null')`
