import { Failure } from '#domain/failure.ts'
import type { Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import { throwIfAborted } from '#platform/deadline.ts'
import { type Alarm, createWaitingLine } from './waiting-line.ts'

/** Longer than this nobody waits for a turn: an answer that late helps few, and makes all others late. */
const MAX_WAIT_MS = 100
/** Who would probably wait longer is refused at once; below the limit, so that few wait in vain. */
const EXPECTED_WAIT_MS = 80
/** Each takes some memory. At 1 ms a request and 6 at a time, 480 make for 80 ms. */
const MAX_WAITING = 1000
/** Of the newest service time in the moving average, which forgets half of the past in 35 requests. */
const NEWEST_WEIGHT = 0.02
const LONGEST_PAUSE_SECONDS = 5

/** Why a request was refused: the line is full; it would wait too long; it has waited too long. */
export type OverloadReason = 'full' | 'slow' | 'late'

export interface AdmissionOptions {
  /** How many run at the same time, from 1. */
  readonly limit: number
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly alarm: Alarm
  readonly random: Random
}

export interface Admission {
  /**
   * Runs `work` when its turn comes, first come, first served. Throws OVERLOADED, with `reason` and
   * `retryAfterSeconds` in its values, where that takes longer than 100 ms or probably would; ABORTED where
   * the signal fires before its turn; and whatever `work` throws.
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Why who came now would be refused; null: he would not. */
  refusesNow(): OverloadReason | null
  /** How many run and wait at this moment. */
  load(): { readonly running: number; readonly waiting: number }
}

/**
 * Keeps the database from more than it can do at once. Under lasting overload most are refused on arrival,
 * by the moving average of the service time; those who are let in wait a bounded time.
 */
export function createAdmission({ limit, clock, alarm, random }: AdmissionOptions): Admission {
  let running = 0
  let averageMs = 0
  let finished = 0
  const refusal = (reason: OverloadReason) => overloaded(reason, random)
  const line = createWaitingLine({ clock, alarm, maxWaitMs: MAX_WAIT_MS, late: () => refusal('late') })

  async function begin(signal: AbortSignal | undefined): Promise<void> {
    throwIfAborted('waiting for the database', signal)
    if (running < limit) {
      running++
      return
    }
    const reason = refusesNow()
    if (reason !== null) throw refusal(reason)
    await line.join(signal)
  }

  function refusesNow(): OverloadReason | null {
    if (running < limit) return null
    if (line.size >= MAX_WAITING) return 'full'
    return ((line.size + 1) * averageMs) / limit > EXPECTED_WAIT_MS ? 'slow' : null
  }

  /** The place goes straight to the head of the line, so that nobody who comes now overtakes it. */
  function finish(tookMs: number): void {
    finished++
    averageMs += Math.max(NEWEST_WEIGHT, 1 / finished) * (tookMs - averageMs)
    if (!line.letIn()) running--
  }

  return {
    async run(work, signal) {
      await begin(signal)
      const startMs = clock.monotonicMs()
      try {
        return await work()
      } finally {
        finish(clock.monotonicMs() - startMs)
      }
    },
    refusesNow,
    load: () => ({ running, waiting: line.size }),
  }
}

/** The pause is random, so that those who were refused together do not come back together. */
export function overloaded(reason: OverloadReason, random: Random): Failure {
  const retryAfterSeconds = 1 + Math.floor(random() * LONGEST_PAUSE_SECONDS)
  const message = `the gateway is busy; try again in ${retryAfterSeconds} s`
  return new Failure('OVERLOADED', message, { reason, retryAfterSeconds })
}
