import { throwIfAborted } from '#platform/deadline.ts'

/** Lets at most `limit` pieces of work run at once; the others wait in the order they came. */
export class Limiter {
  readonly #limit: number
  #running = 0
  /** Those who wait; each is called when a place is handed to it. */
  readonly #waiting: (() => void)[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /**
   * Throws ABORTED where the signal has fired when its turn comes; turns come at once then, as `work` must
   * end by itself when the signal fires.
   */
  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#limit) this.#running += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      throwIfAborted('a request to a node', signal)
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#running -= 1
    }
  }
}
