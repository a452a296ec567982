import type { Clock } from '#platform/clock.ts'
import { abortedFailure } from '#platform/deadline.ts'

export interface TestClock extends Clock {
  /** Goes on by so many milliseconds; sleepers whose time has come go on in order, and promises run after each. */
  pass(ms: number): Promise<void>
  /** Moves wall time alone, as somebody who sets the clock does. */
  jump(ms: number): void
}

interface Sleeper {
  readonly atMs: number
  readonly wake: () => void
}

/** A clock that stands still until it is told to go on. */
export function createTestClock(startMs = Date.UTC(2026, 0, 1)): TestClock {
  const sleepers: Sleeper[] = []
  let nowMs = 0
  let wallMs = startMs
  return {
    now: () => new Date(wallMs + nowMs),
    monotonicMs: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const wake = () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        }
        const sleeper = { atMs: nowMs + Math.max(0, ms), wake }
        const onAbort = () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1)
          reject(abortedFailure('waiting', signal))
        }
        sleepers.push(sleeper)
        sleepers.sort((a, b) => a.atMs - b.atMs)
        if (signal?.aborted) return onAbort()
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
    jump: (ms) => {
      wallMs += ms
    },
    async pass(ms) {
      const untilMs = nowMs + ms
      await settle()
      for (let next = sleepers[0]; next !== undefined && next.atMs <= untilMs; next = sleepers[0]) {
        sleepers.shift()
        nowMs = Math.max(nowMs, next.atMs)
        next.wake()
        await settle()
      }
      nowMs = untilMs
    },
  }
}

/** Lets promises run, also those that need a few turns. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
}
