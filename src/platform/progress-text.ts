/** How far a piece of work is. `total` null: nobody knows how much it is. */
export interface ProgressState {
  readonly done: number
  readonly total: number | null
  /** `done` when this run began: what an earlier run did says nothing about our speed. */
  readonly from: number
  readonly elapsedMs: number
}

/** "1,200 of 4,800 · 25 % · 400/s · 9 s left", as far as it is known. */
export function progressText({ done, total, from, elapsedMs }: ProgressState): string {
  const perSecond = elapsedMs > 0 ? ((done - from) * 1000) / elapsedMs : 0
  const left = total === null || perSecond <= 0 ? null : Math.max(0, total - done) / perSecond
  const parts = [
    total === null ? grouped(done) : `${grouped(done)} of ${grouped(total)}`,
    total === null ? null : `${percent(done, total)} %`,
    perSecond > 0
      ? `${grouped(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond))}/s`
      : null,
    left === null ? null : `${duration(left)} left`,
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

const grouped = (value: number) => value.toLocaleString('en-US')

/** 100 only when it is all done. */
function percent(done: number, total: number): number {
  return total <= 0 || done >= total ? 100 : Math.floor((done / total) * 100)
}

/** Seconds as "9 s", "2 min 5 s", "3 h 20 min". */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
