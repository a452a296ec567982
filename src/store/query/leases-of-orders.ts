import type { Queryable } from '../connection.ts'
import { type LeaseColumns, type LeaseRow, leaseRow } from './lease-row.ts'

/** Order key → the lease that came of it, the newest of several; orders without one are left out. */
export async function leasesOfOrders(
  sql: Queryable,
  keys: readonly string[],
): Promise<Map<string, LeaseRow>> {
  // "0" comes right after "/": between the two are the keys that begin with the order's, and the primary key finds them.
  const rows = await sql<(LeaseColumns & { readonly order_key: string })[]>`
    select o.key as order_key, l.* from unnest(${[...keys]}::text[]) as o (key) cross join lateral (
      select l.* from lease l where l.key > o.key || '/' and l.key < o.key || '0'
      order by l.created_height desc, l.key desc limit 1
    ) l`
  return new Map(rows.map((row) => [row.order_key, leaseRow(row)]))
}
