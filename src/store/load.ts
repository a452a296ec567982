import type { RecordKind, RecordRef } from '#domain/record.ts'
import { recordKey } from '#domain/record.ts'
import type { Database, Queryable } from './connection.ts'
import { onDatabase } from './database-failure.ts'
import type { Known, SeenRow } from './record/record-table.ts'
import { decodeKnown, keysByKind, tableOf } from './record/record-tables.ts'

/** Rows of one piece of a scan: about half a megabyte. */
const SCAN_PIECE = 1000

// Queries of `unsafe` are planned each time: a plan that was made when a table was small and kept would
// read all of it when it is large, and the planner sees sizes and states only in the values.

/** The records that are stored, in no order; absent ones are left out. */
export async function loadRecords(sql: Queryable, refs: readonly RecordRef[]): Promise<readonly Known[]> {
  const loads = [...keysByKind(refs)].map(async ([kind, keys]) => {
    const rows = await sql.unsafe<SeenRow[]>(tableOf(kind).loadText, [keys as string[]])
    return rows.map((row) => decodeKnown(kind, row))
  })
  return (await Promise.all(loads)).flat()
}

/** Order by order: without statistics one guess for all of them would be the whole table. */
const OPEN_BIDS = `select b.* from unnest($1::text[]) as o(key)
  cross join lateral (select * from bid where bid.order_key = o.key and bid.state = 'open' offset 0) b`

/** The bids of these orders that are stored as open. */
export async function loadOpenBids(sql: Queryable, orderKeys: readonly string[]): Promise<readonly Known[]> {
  const rows = await sql.unsafe<SeenRow[]>(OPEN_BIDS, [orderKeys as string[]])
  return rows.map((row) => decodeKnown('bid', row))
}

/** Every stored record of a kind, in states where that is not null, in key order and pieces; nothing stays open between two. */
export async function* scanRecords(
  sql: Database,
  kind: RecordKind,
  states: readonly string[] | null,
): AsyncIterable<readonly Known[]> {
  const { scanText } = tableOf(kind)
  for (let after = ''; ; ) {
    const rows = await onDatabase(async () =>
      sql.unsafe<SeenRow[]>(scanText, [after, states as string[] | null, SCAN_PIECE]),
    )
    const piece = rows.map((row) => decodeKnown(kind, row))
    const last = piece.at(-1)
    if (last === undefined) return
    yield piece
    if (piece.length < SCAN_PIECE) return
    after = recordKey(last.record)
  }
}
