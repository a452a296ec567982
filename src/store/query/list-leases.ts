import type { Queryable } from '../connection.ts'
import { keyset, type Window, where } from './keyset.ts'
import { type LeaseFilter, type LeaseOrder, leaseConditions, leaseSort } from './lease-filter.ts'
import { type LeaseColumns, type LeaseRow, leaseRow } from './lease-row.ts'

/** Which leases to list, how sorted, which piece of them. */
export interface LeaseQuestion {
  readonly filter: LeaseFilter
  readonly order: LeaseOrder
  readonly window: Window
}

/** One window of the leases that meet a filter, in list order. */
export async function listLeases(sql: Queryable, question: LeaseQuestion): Promise<LeaseRow[]> {
  const { conditions, tail } = keyset(sql, leaseSort(question.order, question.filter), question.window)
  const all = where(sql, [...leaseConditions(sql, question.filter), ...conditions])
  const rows = await sql<LeaseColumns[]>`select l.* from lease l ${all} ${tail}`
  const leases = rows.map(leaseRow)
  return question.window.backward ? leases.reverse() : leases
}
