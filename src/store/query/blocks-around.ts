import type { TimedBlock } from '#domain/block-rate.ts'
import type { KnownAround } from '#domain/height-at.ts'
import type { Queryable } from '../connection.ts'

/** Around which times (ms of Unix time) to look for blocks, up to which height. */
export interface AroundQuestion {
  readonly timesMs: readonly number[]
  readonly headHeight: number
}

interface AroundColumns {
  readonly before_height: number | null
  readonly before_time: Date | null
  readonly after_height: number | null
  readonly after_time: Date | null
}

/** For each of the times the last block up to it and the first one after it, of those whose times are known. */
export async function blocksAround(
  sql: Queryable,
  { timesMs, headHeight }: AroundQuestion,
): Promise<KnownAround[]> {
  const seconds = timesMs.map((ms) => ms / 1000)
  const head = String(headHeight)
  const rows = await sql<AroundColumns[]>`
    select b.height as before_height, b.time as before_time, a.height as after_height, a.time as after_time
    from (
      select to_timestamp(second) as time, n from unnest(${seconds}::float8[]) with ordinality as s (second, n)
    ) t
    left join lateral (
      select height, time from block where time <= t.time and height <= ${head}::bigint order by time desc limit 1
    ) b on true
    left join lateral (
      select height, time from block where time > t.time and height <= ${head}::bigint order by time limit 1
    ) a on true
    order by t.n`
  return rows.map((row) => ({
    before: timed(row.before_height, row.before_time),
    after: timed(row.after_height, row.after_time),
  }))
}

const timed = (height: number | null, time: Date | null): TimedBlock | null =>
  height === null || time === null ? null : { height, time }
