import type { Fragment } from 'postgres'
import type { ChangeKind, Json } from '#domain/change.ts'
import type { Queryable } from '../connection.ts'
import { onDatabase } from '../database-failure.ts'
import type { FeedEntry } from '../feed.ts'

/** Which changes a reader of the feed wants: those that meet every condition given; undefined is no condition. */
export interface FeedFilter {
  readonly kinds?: readonly ChangeKind[] | undefined
  readonly owner?: string | undefined
  readonly provider?: string | undefined
}

/** A change that stands in the feed: what it is, and where. */
export interface FeedPlace {
  readonly position: number
  readonly kind: string
  readonly subject: string
  readonly height: number
}

export interface FeedPageRequest {
  /** Behind which change; null: from the first one. */
  readonly after: FeedPlace | null
  readonly filter: FeedFilter
  /** Entries at most, from 1. */
  readonly limit: number
}

export interface FeedPage {
  readonly entries: readonly FeedEntry[]
  /** The last change that was looked at, wanted or not; the next page begins behind it. */
  readonly end: FeedPlace | null
  /** False: `after` is not in the feed any more, which was built anew since; then nothing else was read. */
  readonly isContinued: boolean
}

interface PageColumns {
  readonly head: FeedPlace | null
  readonly continued: boolean
  readonly position: number | null
  readonly kind: ChangeKind
  readonly subject: string
  readonly height: number
  readonly at: Date | null
  readonly before: Json
  readonly after: Json
}

/** One page of the feed in its order, all of it as of one moment. Throws DATABASE_UNAVAILABLE, TIMED_OUT or INTERNAL. */
export function readFeedPage(sql: Queryable, request: FeedPageRequest): Promise<FeedPage> {
  const { after, filter, limit } = request
  return onDatabase(async () => {
    const rows = await sql<PageColumns[]>`
      with head as (
        select json_build_object('position', position, 'kind', kind, 'subject', subject, 'height', height) as place
        from change order by position desc limit 1
      ), start as (
        select ${after === null} or exists (
          select from change where position = ${after?.position ?? 0} and kind = ${after?.kind ?? ''}
            and subject = ${after?.subject ?? ''} and height = ${after?.height ?? 0}
        ) as continued
      )
      select (select place from head) as head, s.continued, e.*
      from start s left join lateral (
        select c.position, c.kind, c.subject, c.height, coalesce(c.at, b.time) as at, c.before, c.after
        from change c left join block b on b.height = c.height
        where s.continued and c.position > ${after?.position ?? 0} ${wanted(sql, filter)}
        order by c.position limit ${limit}
      ) e on true
      order by e.position`
    return pageOf(rows, request)
  })
}

function pageOf(rows: readonly PageColumns[], { after, limit }: FeedPageRequest): FeedPage {
  const isContinued = rows[0]?.continued ?? false
  const entries = rows.flatMap(({ position, at, kind, subject, height, before, after }) =>
    position === null ? [] : [{ position, at, change: { kind, subject, height, before, after } }],
  )
  const last = entries.length < limit ? null : (entries.at(-1) ?? null)
  const end = last === null ? (rows[0]?.head ?? null) : { position: last.position, ...last.change }
  return { entries, end: isContinued ? end : after, isContinued }
}

/** Where a reader starts who wants the newest `count` of what the filter lets through; 0: only what comes from now on. */
export function feedStart(sql: Queryable, filter: FeedFilter, count: number): Promise<FeedPlace | null> {
  return onDatabase(async () => {
    const [row] = await sql<FeedPlace[]>`
      with newest as (
        select c.position from change c where true ${wanted(sql, filter)} order by c.position desc limit ${count}
      )
      select position, kind, subject, height from change
      where position < coalesce((select min(position) from newest), 9007199254740991)
      order by position desc limit 1`
    return row ?? null
  })
}

/**
 * Where a reader goes on who has seen this change. Where the feed was built anew and does not hold it: before the
 * first change of its height or a later one, so that none is missed and some may come twice. That is looked for by
 * height (`offset 0` holds Postgres to that), as a reader is seldom far behind.
 */
export function placeOf(sql: Queryable, seen: Omit<FeedPlace, 'position'>): Promise<FeedPlace | null> {
  const { kind, subject, height } = seen
  return onDatabase(async () => {
    const [row] = await sql<FeedPlace[]>`
      with same as (
        select position from change where subject = ${subject} and height = ${height} and kind = ${kind}
      ), above as (
        select min(position) as position from (
          select position from change where height >= ${height} offset 0
        ) c
      )
      select position, kind, subject, height from change
      where position <= coalesce(
        (select position from same), (select position - 1 from above), 9007199254740991)
      order by position desc limit 1`
    return row ?? null
  })
}

/** The filter as SQL over `change c`, to stand behind another condition. */
function wanted(sql: Queryable, { kinds, owner, provider }: FeedFilter): Fragment {
  return sql`
    ${kinds === undefined ? sql`` : sql`and c.kind = any(${[...kinds]}::text[])`}
    ${owner === undefined ? sql`` : sql`and c.owner = ${owner}`}
    ${provider === undefined ? sql`` : sql`and c.provider = ${provider}`}`
}
