import type { Change, ChangeKind, Json } from '#domain/change.ts'
import type { Queryable } from './connection.ts'
import { onDatabase } from './database-failure.ts'

/** A change and its place in the feed. */
export interface FeedEntry {
  /** From 1; contiguous, in commit order. */
  readonly position: number
  /** Time of its block; null where that is not known. */
  readonly at: Date | null
  readonly change: Change
}

interface ChangeRow {
  readonly position: number
  readonly kind: ChangeKind
  readonly subject: string
  readonly height: number
  readonly at: Date | null
  readonly before: Json
  readonly after: Json
}

/** The last position; 0 where the feed is empty. A reader who starts at "now" starts after it. */
export function feedHead(sql: Queryable): Promise<number> {
  return onDatabase(async () => {
    const [row] = await sql<{ head: number }[]>`select coalesce(max(position), 0) as head from change`
    return row?.head ?? 0
  })
}

/** The next entries after a position, in order, at most `limit`; none where the reader has seen all. */
export function readFeed(sql: Queryable, after: number, limit: number): Promise<readonly FeedEntry[]> {
  return onDatabase(async () => {
    const rows = await sql<ChangeRow[]>`
      select position, kind, subject, height, at, before, after
      from change where position > ${after} order by position limit ${limit}`
    return rows.map(({ position, at, ...change }) => ({ position, at, change }))
  })
}
