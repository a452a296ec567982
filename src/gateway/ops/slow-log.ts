import { LRUCache } from 'lru-cache'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import { type Bucket, takeToken } from '#platform/token-bucket.ts'
import type { AnswerPath } from './operation-metrics.ts'

/** A plan changes with the tables, so not often. */
const PLAN_AGAIN_MS = 3_600_000
const PLANNED_TEXTS = 1000
/** Where everything is slow, a few lines a second say as much as all of them. */
const LINES = { perSecond: 5, burst: 20 }

/** A statement as it was sent; parameters only by their number, for values are nobody's business. */
export interface SentStatement {
  readonly text: string
  readonly parameterCount: number
}

/** What of a request stands in the slow-query log. */
export interface TimedRequest {
  readonly ms: number
  readonly operation: string | null
  /** Of the document, in hex. */
  readonly sha256: string
  readonly cost: number | null
  readonly rows: number | null
  /** Of the answer. */
  readonly bytes: number
  readonly path: AnswerPath
  /** Null on the path of many statements, and where the answer came from the cache. */
  readonly statement: SentStatement | null
}

export interface SlowLogOptions {
  /** Requests from so many milliseconds on are logged; 0: none is. */
  readonly slowMs: number
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Says how the database would execute the statement. */
  readonly explain: (statement: SentStatement) => Promise<string>
}

export interface SlowLog {
  /** Whether a request that took so long is worth noting. */
  isSlow(ms: number): boolean
  /**
   * Logs the request if it was slow, one line, with the plan where one is due: once an hour for a statement,
   * one at a time. Resolves when the line is written; nobody has to wait for it. Throws nothing.
   */
  note(request: TimedRequest, log: Log): Promise<void>
}

/** Says which requests were slow, and why. */
export function createSlowLog({ slowMs, clock, explain }: SlowLogOptions): SlowLog {
  const planned = new LRUCache<string, number>({ max: PLANNED_TEXTS })
  let bucket: Bucket | undefined
  let suppressed = 0
  let isPlanning = false

  function mayWrite(): boolean {
    const verdict = takeToken(bucket, clock.monotonicMs(), LINES)
    bucket = verdict.bucket
    return verdict.waitMs === 0
  }

  function isPlanDue({ text }: SentStatement): boolean {
    const lastMs = planned.get(text)
    return !isPlanning && (lastMs === undefined || clock.monotonicMs() - lastMs >= PLAN_AGAIN_MS)
  }

  async function planOf(statement: SentStatement): Promise<object> {
    isPlanning = true
    planned.set(statement.text, clock.monotonicMs())
    try {
      return { plan: await explain(statement) }
    } catch (error) {
      return { planFailure: error }
    } finally {
      isPlanning = false
    }
  }

  const isSlow = (ms: number) => slowMs > 0 && ms >= slowMs
  return {
    isSlow,
    async note({ statement, ...request }, log) {
      if (!isSlow(request.ms)) return
      if (!mayWrite()) {
        suppressed++
        return
      }
      const unwritten = suppressed === 0 ? {} : { suppressed }
      suppressed = 0
      const plan = statement !== null && isPlanDue(statement) ? await planOf(statement) : {}
      log.warn({ ...request, sql: statement?.text ?? null, ...plan, ...unwritten }, 'a slow request')
    },
  }
}
