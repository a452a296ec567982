import type { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import { abortedFailure } from '#platform/deadline.ts'

/** Calls `ring` once, after so many milliseconds. */
export type Alarm = (ms: number, ring: () => void) => void

export const systemAlarm: Alarm = (ms, ring) => {
  setTimeout(ring, ms)
}

export interface WaitingLineOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly alarm: Alarm
  readonly maxWaitMs: number
  /** What somebody gets whose time is over. */
  readonly late: () => Failure
}

export interface WaitingLine {
  readonly size: number
  /** Resolves at one's turn. Throws what `late` makes after `maxWaitMs`, ABORTED when the signal fires. */
  join(signal: AbortSignal | undefined): Promise<void>
  /** Lets the head in; false where nobody waits whose time is not over. */
  letIn(): boolean
}

interface Waiter {
  readonly sinceMs: number
  readonly start: () => void
  readonly refuse: (failure: Failure) => void
}

/** First come, first served, with one alarm for all: who stands behind the head came later. */
export function createWaitingLine({ clock, alarm, maxWaitMs, late }: WaitingLineOptions): WaitingLine {
  // A Set keeps the order of arrival and lets anybody leave from the middle.
  const line = new Set<Waiter>()
  let isAlarmSet = false

  /** The first whose time is not over; those before it are refused. */
  function head(): Waiter | null {
    for (const waiter of line) {
      if (clock.monotonicMs() - waiter.sinceMs < maxWaitMs) return waiter
      line.delete(waiter)
      waiter.refuse(late())
    }
    return null
  }

  /** It may ring for a head that is gone. */
  function watchHead(): void {
    const [first] = line
    if (isAlarmSet || first === undefined) return
    isAlarmSet = true
    alarm(Math.max(1, first.sinceMs + maxWaitMs - clock.monotonicMs()), () => {
      isAlarmSet = false
      head()
      watchHead()
    })
  }

  function enter(settle: Omit<Waiter, 'sinceMs'>, signal: AbortSignal | undefined): void {
    const onAbort = () => {
      line.delete(waiter)
      settle.refuse(abortedFailure('waiting for the database', signal))
    }
    const stopListening = () => signal?.removeEventListener('abort', onAbort)
    const waiter: Waiter = {
      sinceMs: clock.monotonicMs(),
      start: () => {
        stopListening()
        settle.start()
      },
      refuse: (failure) => {
        stopListening()
        settle.refuse(failure)
      },
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    line.add(waiter)
  }

  return {
    get size() {
      return line.size
    },
    join: (signal) =>
      new Promise<void>((start, refuse) => {
        enter({ start, refuse }, signal)
        watchHead()
      }),
    letIn() {
      const first = head()
      if (first === null) return false
      line.delete(first)
      first.start()
      return true
    },
  }
}
