import type { Queryable } from '../connection.ts'
import { type LeaseColumns, type LeaseRow, leaseRow } from './lease-row.ts'

/** The leases with these keys, in no order; absent ones are left out. */
export async function leasesByKey(sql: Queryable, keys: readonly string[]): Promise<LeaseRow[]> {
  const rows = await sql<LeaseColumns[]>`select l.* from lease l where l.key = any(${[...keys]}::text[])`
  return rows.map(leaseRow)
}
