import type { Cursor, Source, Store } from './ports.ts'
import type { Drift, VerifyScope } from './verify.ts'
import { verify } from './verify.ts'

interface Options {
  /** Milliseconds between two comparisons of the active set; 0: only when something was doubtful. */
  readonly everyMs: number
  readonly monotonicMs: () => number
  readonly resync: ResyncPace
  readonly signal: AbortSignal
}

/** When comparisons of everything may begin, whichever attempt of the loop made the last one. */
export interface ResyncPace {
  /** Monotonic milliseconds. */
  allowedMs: number
}

/** Odd events may come in every block; comparing everything is not worth more than this, milliseconds. */
const RESYNC_PAUSE_MS = 30_000

/**
 * Compares the database with the chain beside the tail, on a schedule and after something doubtful.
 * One at a time: `#running` is under way, then `outcome` waits to be taken, then the next may start.
 */
export class BackgroundVerify {
  readonly #ports: { readonly source: Source; readonly store: Store }
  readonly #options: Options
  #running: Promise<void> | null = null
  #drifts: readonly Drift[] | null = null
  #failure: unknown = null
  #startedMs: number
  /** Where the index stood when the last comparison began, and where it last met something doubtful. */
  #startedHeight = 0
  #doubtfulHeight = 0

  constructor(ports: { readonly source: Source; readonly store: Store }, options: Options) {
    this.#ports = ports
    this.#options = options
    this.#startedMs = options.monotonicMs()
  }

  /** A block that only a comparison with chain state can make good. */
  doubt(height: number): void {
    this.#doubtfulHeight = height
  }

  /** True where something doubtful came after the last comparison began. */
  get isDoubtful(): boolean {
    return this.#doubtfulHeight > this.#startedHeight
  }

  get hasOutcome(): boolean {
    return this.#drifts !== null
  }

  /** What the last comparison found, once; null where there is none. Throws what made it fail. */
  take(): readonly Drift[] | null {
    if (this.#failure !== null) throw this.#failure
    const drifts = this.#drifts
    this.#drifts = null
    return drifts
  }

  /** Ends when the comparison that is under way ends, however that is; null where there is none. */
  get ended(): Promise<void> | null {
    return this.#running
  }

  /** Starts a comparison if one is due and the lists that it needs have been read. */
  startIfDue(cursor: Cursor, isRead: (scope: VerifyScope) => boolean): void {
    // Something may have been created and closed in a block that we could not read: then all is compared.
    const scope: VerifyScope = cursor.resyncNeeded ? 'all' : 'active'
    const now = this.#options.monotonicMs()
    const isTime = this.#options.everyMs > 0 && now - this.#startedMs >= this.#options.everyMs
    const isDue = cursor.resyncNeeded ? now >= this.#options.resync.allowedMs : isTime
    if (this.#running !== null || this.#drifts !== null || !isDue || !isRead(scope)) return
    this.#startedMs = now
    this.#options.resync.allowedMs = now + RESYNC_PAUSE_MS
    this.#startedHeight = cursor.height
    this.#running = this.#run(scope)
  }

  async #run(scope: VerifyScope): Promise<void> {
    try {
      this.#drifts = await verify(this.#ports, { scope }, this.#options.signal)
    } catch (error) {
      // Thrown by `take`, where the loop can act on it.
      this.#failure = error
    } finally {
      this.#running = null
    }
  }
}
