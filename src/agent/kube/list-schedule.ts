import type { Random } from '#platform/backoff.ts'

export interface InformerLimits {
  /**
   * The server ends a watch after so long, and 2 s before that it sends a bookmark if anything of that kind of object has
   * happened since the watch began, also elsewhere; it does so once a minute in a long watch. Where nothing has happened
   * at all it is silent, and only a list shows that it is there. Default 30.
   */
  readonly watchSeconds: number
  /** Without list, event and bookmark for so long the watch counts as dead, and the list is read anew. Default 45000. */
  readonly silenceMs: number
  /** A watch may lose an event without a trace: so long at most until a list shows it. Default 50000. */
  readonly relistMs: number
}

const DEFAULT_LIMITS: InformerLimits = { watchSeconds: 30, silenceMs: 45_000, relistMs: 50_000 }
/** Whoever asks for lists gets one a second at most. */
const GAP_MS = 1000

/** When a list is due. All moments are milliseconds of a monotonic clock. */
export class ListSchedule {
  readonly limits: InformerLimits
  readonly #random: Random
  #heardAtMs = Number.NEGATIVE_INFINITY
  #begunAtMs = Number.NEGATIVE_INFINITY
  #relistAtMs = Number.NEGATIVE_INFINITY

  constructor(limits: Partial<InformerLimits>, random: Random) {
    this.limits = { ...DEFAULT_LIMITS, ...limits }
    this.#random = random
  }

  /** When the server was last heard; for a list, when it was asked for. -Infinity: never. */
  get heardAtMs(): number {
    return this.#heardAtMs
  }

  get dueAtMs(): number {
    return Math.min(this.#relistAtMs, this.#heardAtMs + this.limits.silenceMs)
  }

  heard(atMs: number): void {
    this.#heardAtMs = Math.max(this.#heardAtMs, atMs)
  }

  /** A list is asked for. The next comes a little earlier than it must, so that informers do not list in step. */
  begin(atMs: number): void {
    this.#begunAtMs = atMs
    this.#relistAtMs = atMs + this.limits.relistMs * (0.8 + 0.2 * this.#random())
  }

  /** Somebody wants a list; one that is under way was begun too early for that. */
  want(): void {
    this.#relistAtMs = Math.min(this.#relistAtMs, this.#begunAtMs + GAP_MS)
  }

  /** What is known is no place to go on from. */
  mustRelist(): void {
    this.#relistAtMs = Number.NEGATIVE_INFINITY
  }
}
