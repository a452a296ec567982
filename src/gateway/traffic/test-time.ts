import type { Alarm } from './waiting-line.ts'

/** A clock that stands still until it is told to go on; what was due by then happens, in order. */
export interface TestTime {
  readonly clock: { monotonicMs(): number }
  readonly alarm: Alarm
  /** How many alarms are set. */
  readonly pending: number
  /** Resolves so many milliseconds from now. */
  sleep(ms: number): Promise<void>
  /** Goes on by so many milliseconds, and lets promises run after each thing that happens. */
  pass(ms: number): Promise<void>
}

/** Starts at 0. */
export function createTestTime(): TestTime {
  const due: { readonly atMs: number; readonly ring: () => void }[] = []
  let nowMs = 0
  const alarm: Alarm = (ms, ring) => {
    const atMs = nowMs + ms
    const behind = due.findLastIndex((other) => other.atMs <= atMs)
    due.splice(behind + 1, 0, { atMs, ring })
  }
  return {
    clock: { monotonicMs: () => nowMs },
    alarm,
    get pending() {
      return due.length
    },
    sleep: (ms) => new Promise<void>((resolve) => alarm(ms, resolve)),
    async pass(ms) {
      const untilMs = nowMs + ms
      await new Promise(setImmediate)
      for (let next = due[0]; next !== undefined && next.atMs <= untilMs; next = due[0]) {
        due.shift()
        nowMs = next.atMs
        next.ring()
        await new Promise(setImmediate)
      }
      nowMs = untilMs
    },
  }
}
