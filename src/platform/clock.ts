import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import { abortedFailure, throwIfAborted } from './deadline.ts'

/** The only way to know the time and to wait, so that tests may do both at once. */
export interface Clock {
  /** Wall time; may jump. */
  now(): Date
  /** Milliseconds since some moment; never goes back. For durations. */
  monotonicMs(): number
  /** Waits `ms` milliseconds (0 or less: until the next turn). Throws ABORTED when the signal fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    throwIfAborted('waiting', signal)
    try {
      const options = signal ? { signal } : {}
      // A timer of no time takes a millisecond.
      await (ms <= 0 ? nextTurn(undefined, options) : wait(ms, undefined, options))
    } catch (error) {
      if (signal?.aborted) throw abortedFailure('waiting', signal)
      throw error
    }
  },
}
