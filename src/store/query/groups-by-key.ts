import type { Queryable } from '../connection.ts'
import { type GroupColumns, type GroupRow, groupRow } from './group-row.ts'

/** The groups with these keys, in no order; absent ones are left out. */
export async function groupsByKey(sql: Queryable, keys: readonly string[]): Promise<GroupRow[]> {
  const rows = await sql<GroupColumns[]>`
    select key, deployment_key, gseq, name, state, ip_sequence_numbers
    from deployment_group where key = any(${[...keys]}::text[])`
  return rows.map(groupRow)
}
