import type { Queryable } from '../connection.ts'

/** Where the index stands. Everything but the counts is null until something was indexed. */
export interface IndexHead {
  readonly chainId: string | null
  readonly height: number | null
  readonly time: Date | null
  readonly latestHeight: number | null
  readonly activeComplete: boolean
  readonly resyncNeeded: boolean
  /** Events that concerned us: received = decoded + quarantined. */
  readonly received: number
  readonly quarantined: number
  /** Since the indexer's last commit, by the database's clock. */
  readonly idleSeconds: number | null
}

interface HeadColumns {
  readonly chain_id: string | null
  readonly height: number | null
  readonly time: Date | null
  readonly latest_height: number | null
  readonly active_complete: boolean
  readonly resync_needed: boolean
  readonly received_total: number
  readonly quarantined_total: number
  readonly idle_seconds: number | null
}

const NOTHING: IndexHead = {
  chainId: null,
  height: null,
  time: null,
  latestHeight: null,
  activeComplete: false,
  resyncNeeded: false,
  received: 0,
  quarantined: 0,
  idleSeconds: null,
}

/** Where the index stands; one row by its primary key. */
export async function indexHead(sql: Queryable): Promise<IndexHead> {
  const [row] = await sql<HeadColumns[]>`
    select chain_id, height, time, latest_height, active_complete, resync_needed, received_total, quarantined_total,
      extract(epoch from clock_timestamp() - updated_at)::float8 as idle_seconds
    from cursor where id = 1`
  if (row === undefined) return NOTHING
  return {
    chainId: row.chain_id,
    height: row.height,
    time: row.time,
    latestHeight: row.latest_height,
    activeComplete: row.active_complete,
    resyncNeeded: row.resync_needed,
    received: row.received_total,
    quarantined: row.quarantined_total,
    idleSeconds: row.idle_seconds,
  }
}
