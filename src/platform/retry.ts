import { Failure } from '#domain/failure.ts'
import { type BackoffOptions, backoffMs, type Random } from './backoff.ts'
import type { Clock } from './clock.ts'
import { throwIfAborted } from './deadline.ts'

export interface RetryOptions extends BackoffOptions {
  /** What is tried; the beginning of the failure's sentence. */
  readonly what: string
  /** Milliseconds for all attempts and pauses together. Absent: no limit. */
  readonly limitMs?: number
  /** Attempts at most. Absent: no limit. */
  readonly attempts?: number
  readonly signal?: AbortSignal | undefined
  readonly clock: Clock
  readonly random: Random
  /** Told before each pause. */
  readonly onRetry?: (error: unknown, attempt: number, pauseMs: number) => void
  /** Milliseconds that the other side asked us to wait (Retry-After); null: it did not say. */
  readonly hintMs?: (error: unknown) => number | null
}

/**
 * Tries until it works, the error says that it never will (a Failure whose `retry` is `never`; anything
 * that is no Failure is a fault of ours), the attempts are used up, or the next pause would pass the limit:
 * then it throws the last error. Throws ABORTED when the signal fires. `work` must end by itself (withDeadline).
 */
export async function retry<T>(options: RetryOptions, work: (attempt: number) => Promise<T>): Promise<T> {
  const { clock, signal, attempts = Number.POSITIVE_INFINITY, limitMs = Number.POSITIVE_INFINITY } = options
  const endMs = clock.monotonicMs() + limitMs
  for (let attempt = 1; ; attempt++) {
    throwIfAborted(options.what, signal)
    try {
      return await work(attempt)
    } catch (error) {
      const pauseMs = pauseAfter(error, attempt, options)
      if (!mayHelp(error) || attempt >= attempts || clock.monotonicMs() + pauseMs >= endMs) throw error
      options.onRetry?.(error, attempt, pauseMs)
      await clock.sleep(pauseMs, signal)
    }
  }
}

const mayHelp = (error: unknown) => error instanceof Failure && error.retry === 'later'

/** A hint is a lower bound: the jitter comes on top, as everybody else got the same hint. */
function pauseAfter(error: unknown, attempt: number, options: RetryOptions): number {
  return (options.hintMs?.(error) ?? 0) + backoffMs(attempt, options, options.random)
}

/** Reads a Retry-After header (RFC 9110 §10.2.3: seconds, or a date). Null where absent or senseless. */
export function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}
