import type { Window } from '../query/keyset.ts'
import { type OpenOrderFilter, openOrderSort } from '../query/open-order-filter.ts'
import { bounds, onRow } from './bounds.ts'
import { type CursorStart, connection, cursorOf, type List } from './connection.ts'
import type { Json } from './json.ts'
import { orderType } from './order-type.ts'
import type { Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** One page of open orders, newest first. */
export interface ListOfOrders {
  readonly filter: OpenOrderFilter
  readonly window: Window
  readonly cursor: CursorStart
}

export function orderConnection(wanted: Wanted<ListOfOrders>, statement: Statement): Json {
  const { filter, window, cursor } = wanted.argument
  const conditions = orderConditions(filter, statement)
  const sorted = (row: string) => openOrderSort.columns.map((column) => onRow(column.expression, row))
  const list: List = {
    type: orderType,
    from: (row) => `market_order ${row}`,
    conditions: (row) => conditions.map((condition) => condition(row)),
    sort: sorted,
    descending: openOrderSort.descending,
    beyond: bounds(openOrderSort, window, statement),
    cursor: (row) => cursorOf(cursor, null, { values: sorted(row), statement }),
  }
  return connection(list, window, { wanted, statement })
}

const openBid = (row: string) =>
  `exists (select from bid b where b.order_key = ${row}.key and b.state = 'open')`
const groupWith = (row: string, condition: string) =>
  `exists (select from deployment_group g where g.key = ${row}.group_key and ${condition})`

function orderConditions(
  { owner, hasBids, wantsIps }: OpenOrderFilter,
  statement: Statement,
): ((row: string) => string)[] {
  const ownerValue = owner === undefined ? null : statement.later(owner, 'text')
  return [
    (row: string) => `${row}.state = 'open'`,
    ownerValue !== null && ((row: string) => `${row}.owner = ${ownerValue()}`),
    hasBids !== undefined && ((row: string) => `${hasBids ? '' : 'not '}${openBid(row)}`),
    wantsIps !== undefined &&
      ((row: string) => groupWith(row, `cardinality(g.ip_sequence_numbers) ${wantsIps ? '>' : '='} 0`)),
  ].filter((condition) => condition !== false)
}
