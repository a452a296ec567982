import type { Window } from '../query/keyset.ts'
import { type LeaseFilter, type LeaseOrder, leaseSort, leaseSorts } from '../query/lease-filter.ts'
import { bounds, onRow } from './bounds.ts'
import { type CursorStart, connection, cursorOf, type List } from './connection.ts'
import type { Json } from './json.ts'
import { leaseConditions } from './lease-conditions.ts'
import { leaseType } from './lease-type.ts'
import type { Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** One page of leases. */
export interface ListOfLeases {
  readonly filter: LeaseFilter
  readonly order: LeaseOrder
  readonly window: Window
  readonly cursor: CursorStart
}

/** The record that the leases belong to: its key, and how a lease says so. */
export interface Parent {
  readonly key: string
  readonly condition: (row: string) => string
}

/** One page of the leases that meet a filter, or of those among them that belong to `parent`. */
export function leaseConnection(
  wanted: Wanted<ListOfLeases>,
  statement: Statement,
  parent: Parent | null = null,
): Json {
  const { filter, order, window, cursor } = wanted.argument
  const sort = leaseSort(order, filter)
  const conditions = leaseConditions(filter, statement)
  const values = (row: string) => leaseSorts[order].columns.map((column) => onRow(column.expression, row))
  const list: List = {
    type: leaseType,
    from: (row) => `lease ${row}`,
    conditions: (row) => [
      ...(parent === null ? [] : [parent.condition(row)]),
      ...conditions.map((condition) => condition(row)),
    ],
    sort: (row) => sort.columns.map((column) => onRow(column.expression, row)),
    descending: sort.descending,
    beyond: bounds(sort, window, statement),
    cursor: (row) => cursorOf(cursor, parent?.key ?? null, { values: values(row), statement }),
  }
  return connection(list, window, { wanted, statement })
}
