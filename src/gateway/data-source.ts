import { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import { withDeadline } from '#platform/deadline.ts'
import type { Log } from '#platform/log.ts'
import type { Metrics } from '#platform/metrics.ts'
import type { Database } from '#store/connection.ts'
import { onDatabase } from '#store/database-failure.ts'
import { type IndexHead, indexHead } from '#store/query/index-head.ts'
import { lagSeconds } from './freshness.ts'
import { createHeadReader } from './head-reader.ts'

/** A primary that takes longer for one row is as good as gone; a replica has somebody to stand in for it. */
const PRIMARY_LIMIT_MS = 2000
const REPLICA_LIMIT_MS = 500
/** A replica that did not answer is asked again this often. */
const REPLICA_PAUSE_MS = 1000
/** A replica that is further behind the clock is passed over, where the primary knows more. */
const LATE_SECONDS = 30
const SECONDS_PER_BLOCK = 6
const LONGEST_PAUSE_SECONDS = 60

/** Why a request reads where it reads; replica: it is as good as the primary. */
const sourceReasons = [
  'replica',
  'no replica',
  'replica is behind',
  'replica is late',
  'replica is silent',
] as const
export type SourceReason = (typeof sourceReasons)[number]

/** The database of one request, and where its index stood before anything else of the request is read. */
export interface Chosen {
  readonly sql: Database
  readonly head: IndexHead
  readonly reason: SourceReason
}

export interface DataSource {
  /**
   * Where to read what has reached `minHeight` (null: any height). Throws STALE, with `retryAfterSeconds` in
   * its values, where no database has; DATABASE_UNAVAILABLE or TIMED_OUT where none answers.
   */
  choose(minHeight: number | null): Promise<Chosen>
}

export interface DataSourceOptions {
  readonly primary: Database
  /** One server that follows the primary, not a balancer before several. Null: there is none. */
  readonly replica: Database | null
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>
  readonly log: Log
  readonly metrics: Metrics
}

/** Reads from the replica, and from the primary whatever the replica cannot answer. */
export function createDataSource(options: DataSourceOptions): DataSource {
  const { primary, replica, clock, metrics } = options
  const readPrimary = limitedReader(primary, clock, PRIMARY_LIMIT_MS)
  const lookAtReplica = replica === null ? async () => null : replicaWatch(replica, options)
  const chosen = metrics.counter({
    name: 'data_source_total',
    help: 'Requests by the database that they read from, and why',
    labels: ['database', 'reason'],
  })

  /** One for each reason, which tells the database: finding a counter by its labels costs more than adding to it. */
  const counters = new Map(
    sourceReasons.map((reason) => [
      reason,
      chosen.labels({ database: reason === 'replica' ? 'replica' : 'primary', reason }),
    ]),
  )
  const from = (sql: Database, head: IndexHead, reason: SourceReason): Chosen => {
    counters.get(reason)?.inc()
    return { sql, head, reason }
  }

  /** `behind` is the replica's head, where it has one that will not do. */
  async function fromPrimary(minHeight: number | null, behind: IndexHead | null): Promise<Chosen> {
    const canServe = replica !== null && behind !== null && hasReached(behind, minHeight)
    const head = await readPrimary(minHeight).catch((error: unknown) => {
      if (behind === null) throw error
      return null
    })
    if (canServe && (head === null || !isAhead(head, behind))) return from(replica, behind, 'replica')
    if (head === null || !hasReached(head, minHeight)) throw stale(minHeight ?? 0, head, behind)
    return from(primary, head, reasonFor(replica, behind, minHeight))
  }

  return {
    async choose(minHeight) {
      const head = await lookAtReplica(minHeight)
      if (replica !== null && head !== null && hasReached(head, minHeight) && !isLate(head, clock.now()))
        return from(replica, head, 'replica')
      return fromPrimary(minHeight, head)
    },
  }
}

const hasReached = (head: IndexHead, minHeight: number | null) =>
  minHeight === null || (head.height ?? 0) >= minHeight
const isAhead = (a: IndexHead, b: IndexHead) => (a.height ?? 0) > (b.height ?? 0)

function isLate(head: IndexHead, now: Date): boolean {
  const lag = lagSeconds(head, now)
  return lag === null || lag > LATE_SECONDS
}

function reasonFor(
  replica: Database | null,
  behind: IndexHead | null,
  minHeight: number | null,
): SourceReason {
  if (replica === null) return 'no replica'
  if (behind === null) return 'replica is silent'
  return hasReached(behind, minHeight) ? 'replica is late' : 'replica is behind'
}

function limitedReader(sql: Database, clock: Pick<Clock, 'monotonicMs'>, timeoutMs: number) {
  const limited = () =>
    onDatabase(() =>
      withDeadline({ what: 'reading where the index stands', timeoutMs }, () => indexHead(sql)),
    )
  const reader = createHeadReader(limited, clock)
  /** Who asks for a height that was not there a moment ago has it looked at again. */
  return async (minHeight: number | null) => {
    const head = await reader.recent()
    return hasReached(head, minHeight) ? head : reader.fresh()
  }
}

/**
 * Reads the replica's head; null while it does not answer, which is logged when it begins and when it ends.
 * While it is silent nobody waits for it: once a second somebody's request has it asked in the background.
 */
function replicaWatch(
  replica: Database,
  { clock, log }: DataSourceOptions,
): (minHeight: number | null) => Promise<IndexHead | null> {
  const readHead = limitedReader(replica, clock, REPLICA_LIMIT_MS)
  let isSilent = false
  let askAtMs = 0
  const ask = async (minHeight: number | null) => {
    try {
      const head = await readHead(minHeight)
      if (isSilent) log.info({ height: head.height }, 'the replica answers again')
      isSilent = false
      return head
    } catch (error) {
      if (!isSilent) log.warn({ err: error }, 'the replica does not answer; reading from the primary')
      isSilent = true
      askAtMs = clock.monotonicMs() + REPLICA_PAUSE_MS
      return null
    }
  }
  return async (minHeight) => {
    if (!isSilent) return await ask(minHeight)
    if (clock.monotonicMs() < askAtMs) return null
    askAtMs = clock.monotonicMs() + REPLICA_PAUSE_MS
    void ask(null)
    return null
  }
}

function stale(minHeight: number, primary: IndexHead | null, replica: IndexHead | null): Failure {
  const heights = [primary?.height ?? null, replica?.height ?? null] as const
  const missing = minHeight - Math.max(0, ...heights.filter((height) => height !== null))
  const retryAfterSeconds = Math.min(LONGEST_PAUSE_SECONDS, Math.max(1, missing * SECONDS_PER_BLOCK))
  const words = [
    primary === null ? 'the primary does not answer' : `the primary has ${heightWords(primary)}`,
    ...(replica === null ? [] : [`the replica has ${heightWords(replica)}`]),
  ]
  return new Failure('STALE', `block ${minHeight} was asked for, but ${words.join(' and ')}`, {
    minHeight,
    primary: heights[0],
    replica: heights[1],
    retryAfterSeconds,
  })
}

const heightWords = ({ height }: IndexHead) => (height === null ? 'none yet' : `block ${height}`)
