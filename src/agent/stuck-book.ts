import type { WorkFailure, WorkQueue } from './kube/work-queue.ts'
import type { Pending } from './model/verdict.ts'

/** What will never work as it stands is tried again after so long all the same, for somebody may have mended it. */
const STUCK_MS = 60_000

/** Endpoints whose last write failed, and what that means for plans. Times are monotonic milliseconds. */
export class StuckBook {
  /** Those that do not come back by themselves. */
  readonly #stuck = new Map<string, { readonly failure: WorkFailure; readonly untilMs: number }>()

  failed(key: string, failure: WorkFailure, nowMs: number): void {
    if (failure.untilMs === null) this.#stuck.set(key, { failure, untilMs: nowMs + STUCK_MS })
    else this.#stuck.delete(key)
  }

  succeeded(key: string): void {
    this.#stuck.delete(key)
  }

  /** For a plan: these get no actions now. */
  skipped(queue: Pick<WorkQueue, 'failures'>, nowMs: number): ReadonlyMap<string, Pending> {
    const skipped = new Map<string, Pending>()
    for (const [key, { failure, untilMs }] of this.#stuck)
      if (nowMs < untilMs) skipped.set(key, pendingOf(failure, untilMs - nowMs))
    for (const [key, failure] of queue.failures())
      skipped.set(key, pendingOf(failure, (failure.untilMs ?? nowMs) - nowMs))
    return skipped
  }
}

/** Whole seconds, so that the words stay the same while nothing changes. */
function pendingOf({ error, count }: WorkFailure, waitMs: number): Pending {
  const said = error instanceof Error ? error.message : String(error)
  const times = count === 1 ? 'once' : `${count} times in a row`
  const seconds = Math.max(1, Math.ceil(Math.max(0, waitMs) / 10_000) * 10)
  return {
    reason: 'BACKING_OFF',
    message: `a write to the cluster failed ${times}, and is tried again within ${seconds} seconds: ${said.slice(0, 300)}`,
  }
}
