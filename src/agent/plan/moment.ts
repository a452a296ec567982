/** When a plan is made. */
export interface Moment {
  /** Holds and quarantines end by it. */
  readonly wall: Date
  /** Graces are measured by it; never goes back. Milliseconds. */
  readonly monotonicMs: number
}

/** The wall time at which a monotonic time is reached. */
export const wallAt = (now: Moment, monotonicMs: number) =>
  new Date(now.wall.getTime() + monotonicMs - now.monotonicMs)

export const later = (date: Date, ms: number) => new Date(date.getTime() + ms)
