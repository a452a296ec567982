import { Failure } from '#domain/failure.ts'
import type { Commit, Cursor } from './commit-input.ts'
import type { Queryable } from './connection.ts'

/** Who writes: a database belongs to one chain, and only the writer of the newest epoch may commit. */
export interface WriterIdentity {
  readonly chainId: string
  readonly epoch: number
}

interface CursorRow {
  readonly epoch: number
  readonly chain_id: string | null
  readonly height: number | null
  readonly hash: string | null
  readonly time: Date | null
  readonly bootstrap_height: number | null
  readonly active_complete: boolean
  readonly resync_needed: boolean
}

async function readRow(sql: Queryable): Promise<CursorRow> {
  const [row] = await sql<CursorRow[]>`
    select epoch, chain_id, height, hash, time, bootstrap_height, active_complete, resync_needed
    from cursor where id = 1`
  if (row === undefined)
    throw new Failure('INTERNAL', 'the cursor row is gone; run "ipgw migrate" on an empty database')
  return row
}

/** Null where nothing was ever indexed. Throws CHAIN_ID_MISMATCH where the database belongs to another chain. */
export async function readCursor(sql: Queryable, chainId: string): Promise<Cursor | null> {
  const row = await readRow(sql)
  refuseOtherChain(row, chainId)
  const { height, hash, time, bootstrap_height: bootstrapHeight } = row
  if (height === null || hash === null || time === null || bootstrapHeight === null) return null
  return {
    height,
    hash,
    time,
    bootstrapHeight,
    activeComplete: row.active_complete,
    resyncNeeded: row.resync_needed,
  }
}

/**
 * Fence, compare-and-swap and progress in one statement; the row's lock orders all commits. True when the
 * row was where it had to be; else nothing is written and `refusal` knows why. Wakes those who wait for blocks.
 */
export async function moveCursor(sql: Queryable, commit: Commit, identity: WriterIdentity): Promise<boolean> {
  const { cursor, expected, quarantined } = commit
  const moved = await sql`
    update cursor set
      chain_id = ${identity.chainId}, height = ${cursor.height}, hash = ${cursor.hash}, time = ${cursor.time},
      bootstrap_height = ${cursor.bootstrapHeight}, active_complete = ${cursor.activeComplete},
      resync_needed = ${cursor.resyncNeeded}, latest_height = ${commit.latestHeight},
      received_total = received_total + ${Math.max(commit.received, quarantined.length)},
      quarantined_total = quarantined_total + ${quarantined.length}, updated_at = now()
    where id = 1 and epoch = ${identity.epoch}
      and (chain_id is null or chain_id = ${identity.chainId})
      and height is not distinct from ${expected?.height ?? null}
      and hash is not distinct from ${expected?.hash ?? null}
    returning pg_notify('ipgw_block', ${String(cursor.height)})`.execute()
  return moved.count === 1
}

/** Why the cursor was not moved: FENCED, CHAIN_ID_MISMATCH or CURSOR_MOVED. */
export async function refusal(sql: Queryable, commit: Commit, identity: WriterIdentity): Promise<Failure> {
  const row = await readRow(sql)
  if (row.epoch !== identity.epoch)
    return new Failure(
      'FENCED',
      `another indexer has taken over: epoch ${row.epoch} writes now, not ${identity.epoch}`,
      {
        epoch: row.epoch,
        ours: identity.epoch,
      },
    )
  if (row.chain_id !== null && row.chain_id !== identity.chainId)
    return otherChain(row.chain_id, identity.chainId)
  return new Failure('CURSOR_MOVED', `the cursor is at ${place(row)}, not at ${place(commit.expected)}`, {
    height: row.height,
    expected: commit.expected?.height ?? null,
  })
}

function refuseOtherChain(row: CursorRow, chainId: string): void {
  if (row.chain_id !== null && row.chain_id !== chainId) throw otherChain(row.chain_id, chainId)
}

const otherChain = (stored: string, ours: string) =>
  new Failure('CHAIN_ID_MISMATCH', `the database belongs to chain "${stored}", not to "${ours}"`, {
    stored,
    ours,
  })

const place = (point: { readonly height: number | null; readonly hash: string | null } | null) =>
  point === null || point.height === null ? 'the very beginning' : `height ${point.height} (${point.hash})`
