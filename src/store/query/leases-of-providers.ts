import type { Queryable } from '../connection.ts'
import { keyset, where } from './keyset.ts'
import { leaseConditions, leaseSort } from './lease-filter.ts'
import { type LeaseColumns, type LeaseRow, leaseRow } from './lease-row.ts'
import type { LeaseQuestion } from './list-leases.ts'

/** The same window of each provider's leases that meet a filter, in one statement; in list order within a provider. */
export async function leasesOfProviders(
  sql: Queryable,
  addresses: readonly string[],
  { filter, order, window }: LeaseQuestion,
): Promise<LeaseRow[]> {
  const { conditions, tail } = keyset(sql, leaseSort(order, filter), window)
  const all = where(sql, [sql`l.provider = p.address`, ...leaseConditions(sql, filter), ...conditions])
  const rows = await sql<LeaseColumns[]>`
    select l.* from unnest(${[...addresses]}::text[]) as p (address)
    cross join lateral (select l.* from lease l ${all} ${tail}) l`
  const leases = rows.map(leaseRow)
  return window.backward ? leases.reverse() : leases
}
