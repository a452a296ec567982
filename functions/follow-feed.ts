import { isFailure } from '#domain/failure.ts'
import { withDeadline } from '#platform/deadline.ts'
import type { Log } from '#platform/log.ts'
import type { Queryable } from '#store/connection.ts'
import type { FeedEntry } from '#store/feed.ts'
import type { FeedWakeUp } from '#store/feed-wake-up.ts'
import {
  type FeedFilter,
  type FeedPage,
  type FeedPlace,
  placeOf,
  readFeedPage,
} from '#store/query/feed-page.ts'

const PAGE_SIZE = 500
/** Looked at again after this, whether something woke us or not. */
const POLL_MS = 1000
/** A database that takes longer for a page is as good as gone. */
const READ_LIMIT_MS = 15_000

export interface FollowOptions {
  readonly sql: Queryable
  readonly filter: FeedFilter
  /** Behind which change to begin; null: at the first one. */
  readonly start: FeedPlace | null
  readonly wakeUp: FeedWakeUp
  readonly signal: AbortSignal
  readonly log: Log
  /** Called for each change, in the order of the feed; the next waits for it. */
  show(entry: FeedEntry): Promise<void>
}

/**
 * Shows the feed from its start on until the signal fires. A page is shown once it was read as a whole, and the next
 * begins behind it: whatever breaks in between, nothing is left out and nothing comes twice. A database that is gone
 * is asked again each second. Throws INTERNAL, as when the schema is not ours.
 */
export async function followFeed(options: FollowOptions): Promise<void> {
  const { signal, wakeUp, log, show } = options
  let after = options.start
  const patient = createPatience(log)
  while (!signal.aborted) {
    const page = await patient(() => nextPage(options, after))
    if (page === null) {
      await wakeUp.wait(POLL_MS, signal)
      continue
    }
    for (const entry of page.entries) {
      if (signal.aborted) return
      await show(entry)
    }
    after = page.end
    if (page.isContinued && page.entries.length < PAGE_SIZE) await wakeUp.wait(POLL_MS, signal)
  }
}

/** The next page; where the feed was built anew, an empty one that ends where to go on. */
async function nextPage(
  { sql, filter, signal, log }: FollowOptions,
  after: FeedPlace | null,
): Promise<FeedPage> {
  const deadline = { what: 'reading the feed', timeoutMs: READ_LIMIT_MS, signal }
  const request = { after, filter, limit: PAGE_SIZE }
  const page = await withDeadline(deadline, () => readFeedPage(sql, request))
  if (page.isContinued || after === null) return page
  log.warn('the feed was built anew: what follows may begin with changes that were shown before')
  return { ...page, end: await withDeadline(deadline, () => placeOf(sql, after)) }
}

/** Runs a read; null where the database is gone or we are to stop. Says so once, and once when it is back. */
function createPatience(log: Log) {
  let isGone = false
  return async <T>(read: () => Promise<T>): Promise<T | null> => {
    try {
      const found = await read()
      if (isGone) log.info('the database answers again')
      isGone = false
      return found
    } catch (error) {
      if (isFailure(error, 'ABORTED')) return null
      if (!isFailure(error, 'DATABASE_UNAVAILABLE', 'TIMED_OUT')) throw error
      if (!isGone) log.warn({ err: error }, 'the database does not answer; asking it again each second')
      isGone = true
      return null
    }
  }
}
