import { isFailure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'

/** Runs the same work again and again, each time at the earliest moment that somebody asked for. */
export class Due {
  readonly #clock: Clock
  #atMs = Number.POSITIVE_INFINITY
  #interrupt = new AbortController()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Monotonic milliseconds; a later moment than the one that is set changes nothing. */
  want(atMs: number): void {
    if (atMs >= this.#atMs) return
    this.#atMs = atMs
    this.#interrupt.abort()
  }

  /** Until the signal fires. What `work` asks for counts for the next time. It must not throw. */
  async run(work: () => Promise<void> | void, signal: AbortSignal): Promise<void> {
    const end = () => this.#interrupt.abort()
    signal.addEventListener('abort', end)
    while (!signal.aborted) {
      if (this.#clock.monotonicMs() < this.#atMs) await this.#wait()
      else {
        this.#atMs = Number.POSITIVE_INFINITY
        await work()
      }
    }
    signal.removeEventListener('abort', end)
  }

  /** Timers of Node end at once above some 24 days. */
  async #wait(): Promise<void> {
    this.#interrupt = new AbortController()
    const waitMs = Math.min(this.#atMs - this.#clock.monotonicMs(), 3_600_000)
    try {
      await this.#clock.sleep(waitMs, this.#interrupt.signal)
    } catch (error) {
      if (!isFailure(error, 'ABORTED')) throw error
    }
  }
}
