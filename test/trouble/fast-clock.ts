import { type Clock, systemClock } from '#platform/clock.ts'

/** A clock on which everything that is waited for takes a `speed`-th of its time; the hour is the real one. */
export function fastClock(speed: number): Clock {
  return {
    now: systemClock.now,
    monotonicMs: () => systemClock.monotonicMs() * speed,
    sleep: (ms, signal) => systemClock.sleep(ms / speed, signal),
  }
}
