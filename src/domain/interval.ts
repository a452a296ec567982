/** Lengths of time that points of a series stand for. */
export type Interval = 'minute' | 'hour' | 'day' | 'week'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const lengths: Readonly<Record<Interval, number>> = {
  minute: 60_000,
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
}
/** 1970-01-05, the first Monday of Unix time. All others begin with it. */
const FIRST_MONDAY_MS = 4 * DAY_MS

const originMs = (interval: Interval) => (interval === 'week' ? FIRST_MONDAY_MS : 0)

/** How many intervals of UTC have a part in the time from `fromMs` to before `toMs`, in ms of Unix time. */
export function intervalCount(interval: Interval, fromMs: number, toMs: number): number {
  const [length, origin] = [lengths[interval], originMs(interval)]
  return Math.ceil((toMs - origin) / length) - Math.floor((fromMs - origin) / length)
}

/** Where those begin, and where the last one ends, in ms of Unix time; one more than there are intervals. */
export function intervalBorders(interval: Interval, fromMs: number, toMs: number): number[] {
  const [length, origin] = [lengths[interval], originMs(interval)]
  const first = Math.floor((fromMs - origin) / length)
  const count = intervalCount(interval, fromMs, toMs)
  return Array.from({ length: count + 1 }, (_, n) => origin + (first + n) * length)
}
