import { setMaxListeners } from 'node:events'
import { Failure, isFailure } from '#domain/failure.ts'
import { type BackoffOptions, backoffMs, type Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import { retryAfterMsOf } from './kube-status.ts'
import { verdictOf } from './kube-verdict.ts'

export interface WorkQueueOptions {
  /** Items that are worked on at once, at most. Above 0. */
  readonly concurrency: number
  /**
   * Does what is to be done for one item; looks at what is, not at why it was called. When it throws, the item comes
   * back after a pause, unless the verdict is `never`: then it waits for the next `add`. It must end by itself, and
   * soon once the signal fires.
   */
  readonly work: (key: string, signal: AbortSignal) => Promise<void>
  readonly clock: Clock
  readonly random: Random
  /** The pauses after failures in a row. Default: 100 ms at first, 10 s at most. */
  readonly pause?: BackoffOptions
  /** Told of each failure. Must not throw. */
  readonly onFailure?: (key: string, failure: WorkFailure) => void
}

export interface WorkFailure {
  readonly error: unknown
  /** In a row, this one included. */
  readonly count: number
  /** Monotonic milliseconds until which it pauses; null: it waits for the next `add`. */
  readonly untilMs: number | null
}

/** Keys of what must be looked at; each is worked on by one at a time, and none waits for another that fails. */
export interface WorkQueue {
  /**
   * Says that something about the item is new. One that is ready is not added twice, one that is worked on comes once
   * more afterwards, one that pauses after a failure keeps its pause.
   */
  add(key: string): void
  counts(): { readonly ready: number; readonly running: number; readonly pausing: number }
  /** Those that pause after a failure. */
  failures(): ReadonlyMap<string, WorkFailure>
  /**
   * Begins nothing more and waits for what runs; what takes longer than `limitMs` has its signal fired and gets a few
   * seconds more. Throws TIMED_OUT when even then something runs.
   */
  stop(limitMs: number): Promise<void>
}

/** For work to end after its signal fired. */
const LAST_WAIT_MS = 5000

export function createWorkQueue(options: WorkQueueOptions): WorkQueue {
  return new RunningQueue(options)
}

interface Run {
  /** Somebody added it meanwhile. */
  again: boolean
  readonly done: Promise<void>
}

class RunningQueue implements WorkQueue {
  readonly #options: WorkQueueOptions
  /** In order of arrival. */
  readonly #ready = new Set<string>()
  readonly #running = new Map<string, Run>()
  readonly #pausing = new Map<string, WorkFailure>()
  /** Failures in a row of those that have not succeeded since. */
  readonly #counts = new Map<string, number>()
  readonly #closing = new AbortController()
  /** Tells the work to end. */
  readonly #giveUp = new AbortController()

  constructor(options: WorkQueueOptions) {
    this.#options = options
    // One signal stops as much work as there is, each with several requests.
    setMaxListeners(0, this.#giveUp.signal)
  }

  add(key: string): void {
    const run = this.#running.get(key)
    if (run !== undefined) run.again = true
    else if (!this.#pausing.has(key) && !this.#closing.signal.aborted) this.#makeReady(key)
  }

  counts() {
    return { ready: this.#ready.size, running: this.#running.size, pausing: this.#pausing.size }
  }

  failures(): ReadonlyMap<string, WorkFailure> {
    return new Map(this.#pausing)
  }

  async stop(limitMs: number): Promise<void> {
    this.#closing.abort()
    this.#ready.clear()
    if (await this.#drainedWithin(limitMs)) return
    this.#giveUp.abort()
    if (await this.#drainedWithin(LAST_WAIT_MS)) return
    throw new Failure('TIMED_OUT', `work on ${[...this.#running.keys()].join(', ')} does not end`)
  }

  #makeReady(key: string): void {
    this.#ready.add(key)
    this.#startReady()
  }

  #startReady(): void {
    for (const key of this.#ready) {
      if (this.#running.size >= this.#options.concurrency) return
      this.#ready.delete(key)
      const run = { again: false, done: Promise.resolve() }
      this.#running.set(key, run)
      run.done = this.#work(key, run)
    }
  }

  async #work(key: string, run: Run): Promise<void> {
    try {
      await this.#options.work(key, this.#giveUp.signal)
      this.#counts.delete(key)
    } catch (error) {
      this.#afterFailure(key, error)
    }
    this.#running.delete(key)
    if (this.#closing.signal.aborted) return
    if (run.again && !this.#pausing.has(key)) this.#ready.add(key)
    this.#startReady()
  }

  #afterFailure(key: string, error: unknown): void {
    const { clock, random, pause = {}, onFailure } = this.#options
    const count = (this.#counts.get(key) ?? 0) + 1
    const comesBack = verdictOf(error) !== 'never'
    // What the server asks for is the least; the jitter on top keeps those apart who were all asked the same.
    const pauseMs = retryAfterMsOf(error) + backoffMs(count, pause, random)
    const failure = { error, count, untilMs: comesBack ? clock.monotonicMs() + pauseMs : null }
    if (comesBack) {
      this.#counts.set(key, count)
      this.#pausing.set(key, failure)
      void this.#comeBack(key, pauseMs)
    } else this.#counts.delete(key)
    onFailure?.(key, failure)
  }

  async #comeBack(key: string, pauseMs: number): Promise<void> {
    try {
      await this.#options.clock.sleep(pauseMs, this.#closing.signal)
    } catch (error) {
      if (!isFailure(error, 'ABORTED')) throw error
    }
    this.#pausing.delete(key)
    if (!this.#closing.signal.aborted) this.#makeReady(key)
  }

  async #drainedWithin(limitMs: number): Promise<boolean> {
    const drained = new AbortController()
    const done = Promise.all([...this.#running.values()].map((run) => run.done))
    const late = this.#options.clock.sleep(limitMs, drained.signal).catch((error) => {
      if (!isFailure(error, 'ABORTED')) throw error
    })
    await Promise.race([done, late])
    drained.abort()
    return this.#running.size === 0
  }
}
