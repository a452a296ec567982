import type { Clock } from '#platform/clock.ts'
import { withDeadline } from '#platform/deadline.ts'
import type { Log } from '#platform/log.ts'
import type { Queryable } from '#store/connection.ts'
import { bootstrapStages } from '#store/query/bootstrap-stages.ts'
import { type IndexHead, indexHead } from '#store/query/index-head.ts'
import { type MarketCounts, marketCounts } from '#store/query/market-counts.ts'
import { writerStatus } from '#store/query/writer-status.ts'
import { lagSeconds, phaseOf } from '../freshness.ts'
import { type History, historyOf } from '../history.ts'
import { unreadyReason } from '../readiness.ts'
import type { IndexPhase } from '../schema.generated.ts'

/** A database that takes longer than this for a few small counts is as good as gone. */
const DATABASE_LIMIT_MS = 2000
/** Whoever opens the page within this time of another sees the same. */
const SHARED_MS = 1000

/** What the front page tells. */
export interface FrontState {
  readonly phase: IndexPhase
  readonly indexedHeight: number | null
  readonly latestHeight: number | null
  readonly lagSeconds: number | null
  readonly history: History
  /** Null while not every active record has been read: unknown is null, never zero. */
  readonly counts: MarketCounts | null
  /** Why answers are not complete or not fresh; null: they are. */
  readonly unready: string | null
}

export interface FrontReaderOptions {
  readonly sql: Queryable
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>
  readonly log: Log
}

/** Reads the state, at most once a second; null where the database does not answer. Never throws. */
export function createFrontReader({ sql, clock, log }: FrontReaderOptions): () => Promise<FrontState | null> {
  let last: { readonly atMs: number; readonly state: Promise<FrontState | null> } | null = null
  const read = () =>
    withDeadline({ what: 'reading the front page', timeoutMs: DATABASE_LIMIT_MS }, () =>
      readState(sql, clock.now()),
    ).catch((error: unknown) => {
      log.warn({ err: error }, 'no front page: the database does not answer')
      return null
    })
  return () => {
    const atMs = clock.monotonicMs()
    if (last === null || atMs - last.atMs > SHARED_MS) last = { atMs, state: read() }
    return last.state
  }
}

async function readState(sql: Queryable, now: Date): Promise<FrontState> {
  const [head, stages, writer, counts] = await Promise.all([
    indexHead(sql),
    bootstrapStages(sql),
    writerStatus(sql),
    marketCounts(sql),
  ])
  return {
    ...position(head, now),
    history: historyOf(stages),
    counts: head.activeComplete ? counts : null,
    unready: unreadyReason(head, writer),
  }
}

const position = (head: IndexHead, now: Date) => ({
  phase: phaseOf(head),
  indexedHeight: head.height,
  latestHeight: head.latestHeight,
  lagSeconds: lagSeconds(head, now),
})
