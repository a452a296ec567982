/** What is known of when blocks come; milliseconds of the monotonic clock. */
export interface Pace {
  /** When the newest block was first seen; null before the first. */
  readonly seenMs: number | null
  readonly height: number
  /** A moving average of the time between blocks; null before the second. */
  readonly intervalMs: number | null
}

export const noPace: Pace = { seenMs: null, height: 0, intervalMs: null }

const AVERAGE = 0.2
const FASTEST_MS = 20
const USUAL_MS = 300
/** Beyond this a chain has halted, and waiting longer between questions hardly saves anything. */
const SLOWEST_MS = 1_000
/** With a live subscription, questions are only there to notice that it died. */
const SUBSCRIBED_MS = 2_000
/** The share of the interval in which the next block is not expected yet. */
const EARLY = 0.8

/** Takes note of the newest block; several at once count as so many intervals. */
export function afterTip(pace: Pace, height: number, nowMs: number): Pace {
  if (height <= pace.height) return pace
  if (pace.seenMs === null) return { ...pace, seenMs: nowMs, height }
  const each = (nowMs - pace.seenMs) / (height - pace.height)
  const intervalMs = pace.intervalMs === null ? each : pace.intervalMs * (1 - AVERAGE) + each * AVERAGE
  return { seenMs: nowMs, height, intervalMs }
}

/** How long to wait until the node is asked again: not before the next block may be there, then often. */
export function nextQuestionMs(pace: Pace, nowMs: number, subscribed: boolean): number {
  const { seenMs, intervalMs } = pace
  if (subscribed) return Math.max(SUBSCRIBED_MS, intervalMs ?? 0)
  if (seenMs === null || intervalMs === null) return USUAL_MS
  const early = seenMs + intervalMs * EARLY - nowMs
  const often = Math.min(USUAL_MS, Math.max(FASTEST_MS, intervalMs / 10))
  const late = nowMs - seenMs > 10 * intervalMs ? SLOWEST_MS : often
  return Math.max(early, late)
}
