import type { Queryable } from '../connection.ts'
import { type ChangeColumns, type ChangeRow, changeRow } from './change-row.ts'

/** What the feed says of these leases, in no order. */
export async function changesOfLeases(sql: Queryable, keys: readonly string[]): Promise<ChangeRow[]> {
  // A lease and the bid that won it have the same key; lease_key tells them apart, subject is indexed.
  const rows = await sql<ChangeColumns[]>`
    select kind, subject, height, at, before, after from change
    where subject = any(${[...keys]}::text[]) and lease_key is not null`
  return rows.map(changeRow)
}
