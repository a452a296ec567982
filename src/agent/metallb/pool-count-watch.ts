import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import { Due } from '../due.ts'
import { readPoolCounts } from '../pool/pool-counts.ts'
import type { PoolCounts } from '../watch/view.ts'
import type { MetricsReader } from './read-metrics.ts'

const EVERY_MS = 15_000
/** Counts that could not be renewed for so long are none: an old one would look like a leak. */
const KEEP_MS = 60_000
const NONE: PoolCounts = new Map()

/** Keeps what MetalLB's metrics say of its pools; for versions before 0.15, whose pools have no status. */
export class PoolCountWatch {
  readonly #options: { readonly reader: MetricsReader; readonly clock: Clock; readonly log: Log }
  readonly #due: Due
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>
  #counts = NONE
  #readAtMs = Number.NEGATIVE_INFINITY
  #failing = false

  constructor(options: { readonly reader: MetricsReader; readonly clock: Clock; readonly log: Log }) {
    this.#options = options
    this.#due = new Due(options.clock)
    this.#due.want(options.clock.monotonicMs())
    this.#running = this.#due.run(() => this.#read(), this.#stopping.signal)
  }

  /** By pool; the same map until it is read anew. Empty: not known. */
  get counts(): PoolCounts {
    const ageMs = this.#options.clock.monotonicMs() - this.#readAtMs
    return ageMs > KEEP_MS ? NONE : this.#counts
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    await this.#options.reader.close()
  }

  async #read(): Promise<void> {
    const { reader, clock, log } = this.#options
    const atMs = clock.monotonicMs()
    try {
      this.#counts = readPoolCounts(await reader.read(this.#stopping.signal))
      this.#readAtMs = atMs
      this.#failing = false
    } catch (error) {
      if (!this.#failing && !this.#stopping.signal.aborted) log.warn({ err: error }, 'cannot count pools')
      this.#failing = true
    }
    this.#due.want(atMs + EVERY_MS)
  }
}
