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
  /** The oldest block of the last 30 days whose time is known: what the block rate is measured from. Null with `anchorTime` where there is none. */
  readonly anchorHeight: number | null
  readonly anchorTime: Date | null
  /** Names the last commit: epoch, height and time to the microsecond. Sorts by age as a text. */
  readonly version: string
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
  readonly anchor_height: number | null
  readonly anchor_time: Date | null
  readonly epoch: number
  readonly updated_us: string
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
  anchorHeight: null,
  anchorTime: null,
  version: '',
}

/** Where the index stands; one row by its primary key, and one more by its time. */
export async function indexHead(sql: Queryable): Promise<IndexHead> {
  const [row] = await sql<HeadColumns[]>`
    select c.chain_id, c.height, c.time, c.latest_height, c.active_complete, c.resync_needed, c.received_total,
      c.quarantined_total, extract(epoch from clock_timestamp() - c.updated_at)::float8 as idle_seconds, c.epoch,
      coalesce(extract(epoch from c.updated_at) * 1000000, 0)::int8::text as updated_us,
      a.height as anchor_height, a.time as anchor_time
    from cursor c left join lateral (
      select b.height, b.time from block b
      where b.time >= c.time - interval '720 hours' and b.height < c.height order by b.time limit 1
    ) a on true
    where c.id = 1`
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
    anchorHeight: row.anchor_height,
    anchorTime: row.anchor_time,
    version: versionText(row),
  }
}

/** 16 digits hold 2^53 and microseconds up to the year 2286. */
function versionText({ epoch, height, updated_us }: HeadColumns): string {
  return [epoch, height ?? 0, updated_us].map((number) => String(number).padStart(16, '0')).join('.')
}
