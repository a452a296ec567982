import type { Fetched } from './batch.ts'
import { fetchBatch } from './batch.ts'
import type { Source } from './ports.ts'

interface Flight {
  readonly from: number
  readonly to: number
  readonly fetched: Promise<Fetched>
}

/**
 * Keeps a few batches of blocks in flight ahead of the writer.
 * `#flights`: contiguous ranges in height order, the first one starts right after the last one taken.
 */
export class ReadAhead {
  readonly #source: Source
  readonly #signal: AbortSignal
  readonly #limits: { readonly batch: number; readonly flights: number }
  #flights: Flight[] = []

  constructor(source: Source, limits: { batch: number; flights: number }, signal: AbortSignal) {
    this.#source = source
    this.#limits = limits
    this.#signal = signal
  }

  /** The next batch after `height`, up to `goal`; call only while height < goal. */
  take(height: number, goal: number): Promise<Fetched> {
    this.#fill(height, goal)
    const first = this.#flights.shift()
    this.#fill(first?.to ?? height, goal)
    return first?.fetched ?? this.#fetch(height + 1, goal).fetched
  }

  #fill(height: number, goal: number): void {
    while (this.#flights.length < this.#limits.flights) {
      const from = (this.#flights.at(-1)?.to ?? height) + 1
      if (from > goal) return
      this.#flights.push(this.#fetch(from, goal))
    }
  }

  #fetch(from: number, goal: number): Flight {
    const to = Math.min(goal, from + this.#limits.batch - 1)
    const fetched = fetchBatch(this.#source, { from, to }, this.#signal)
    // Awaited by `take`; a failure before that is not lost, it waits there.
    fetched.catch(() => undefined)
    return { from, to, fetched }
  }
}
