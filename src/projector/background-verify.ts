import type { Change } from '#domain/change.ts'
import { pastChanges } from '#domain/past-changes.ts'
import type { ChainRecord } from '#domain/record.ts'
import type { Cursor, Known, Source, Store } from './ports.ts'
import type { Drift, VerifyScope } from './verify.ts'
import { verify } from './verify.ts'

interface Options {
  /** Milliseconds between two comparisons of the active set; 0: only when something was doubtful. */
  readonly everyMs: number
  readonly monotonicMs: () => number
  readonly resync: ResyncPace
  readonly signal: AbortSignal
}

/**
 * What a comparison found: drift, soft facts that have moved, and what the records of the chain prove to have happened
 * in blocks that were not read whole.
 */
export interface VerifyOutcome {
  readonly drifts: readonly Drift[]
  readonly moved: readonly Known[]
  readonly retold: readonly Change[]
}

/** When comparisons of everything may begin, whichever attempt of the loop made the last one. */
export interface ResyncPace {
  /** Monotonic milliseconds. */
  allowedMs: number
}

/** More blocks than this that were not read whole are told of in the feed as far as their records still drift only. */
const RETOLD_BLOCKS = 1_000
/** Soft facts that one comparison refreshes at most; the next one finds the rest. */
const MOVED_MAX = 50_000
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
  #outcome: VerifyOutcome | null = null
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
    return this.#outcome !== null
  }

  /** What the last comparison found, once; null where there is none. Throws what made it fail. */
  take(): VerifyOutcome | null {
    if (this.#failure !== null) throw this.#failure
    const outcome = this.#outcome
    this.#outcome = null
    return outcome
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
    if (this.#running !== null || this.#outcome !== null || !isDue || !isRead(scope)) return
    this.#startedMs = now
    this.#options.resync.allowedMs = now + RESYNC_PAUSE_MS
    this.#startedHeight = cursor.height
    this.#running = this.#run(scope, cursor)
  }

  async #run(scope: VerifyScope, cursor: Cursor): Promise<void> {
    try {
      this.#outcome = await this.#compare(scope, cursor)
    } catch (error) {
      // Thrown by `take`, where the loop can act on it.
      this.#failure = error
    } finally {
      this.#running = null
    }
  }

  /**
   * A record may have been read ahead of its block, by bootstrap for instance, and that block then not have been
   * readable: the record is stored as it is and nothing was told of it. The feed takes each change once.
   */
  async #compare(scope: VerifyScope, { bootstrapHeight: above }: Cursor): Promise<VerifyOutcome> {
    const { store } = this.#ports
    const unread = scope === 'all' ? await store.quarantinedHeights({ above, limit: RETOLD_BLOCKS }) : []
    const heights = new Set(unread)
    const retold: Change[] = []
    const walked = (records: readonly ChainRecord[]) =>
      retold.push(...records.flatMap(pastChanges).filter(({ height }) => heights.has(height)))
    const facts: Known[] = []
    const moved = (found: readonly Known[]) => facts.push(...found.slice(0, MOVED_MAX - facts.length))
    const drifts = await verify(this.#ports, { scope, walked, moved }, this.#options.signal)
    return { drifts, moved: facts, retold }
  }
}
