import type { PoisonKind } from './poison.ts'

/** Which HTTP exchanges a switch acts on: those that call one of the methods (default all), at most so often. */
export interface Scope {
  readonly methods?: readonly string[]
  readonly times?: number
}

/** Everything that can be made to go wrong. A switch that is absent is off. */
export interface Switches {
  /** Every answer comes later. */
  readonly latency?: Scope & { readonly ms: number }
  /** No answer ever comes. */
  readonly silence?: Scope
  /** The connection breaks instead of an answer. */
  readonly reset?: Scope
  /** A proxy's error page instead of the answer. */
  readonly html?: Scope & { readonly status: 200 | 502 }
  /** The answer ends in the middle of its JSON. */
  readonly truncate?: Scope
  /** The answer carries another request's id. */
  readonly wrongId?: Scope
  /** HTTP 429 with Retry-After. */
  readonly rateLimit?: Scope & { readonly retryAfterSeconds: number }
  /** The node is some blocks behind. */
  readonly lag?: { readonly blocks: number }
  /** The lowest heights that blocks and states are kept of. */
  readonly prune?: { readonly blocks?: number; readonly states?: number }
  /** The node says that it belongs to another chain. */
  readonly chainId?: { readonly value: string }
  /** The block at a height names a parent that is not the block before it. */
  readonly wrongParent?: { readonly height: number }
  /** For so long after a block its height is announced, but results and state are not there yet. */
  readonly early?: { readonly ms: number }
  /** State shows one lease in another state; events about it are held back where asked. */
  readonly lie?: Lie
  /** `block_results` of a height, or of all up to `until`, is not what it should be. */
  readonly garble?: { readonly height: number; readonly until?: number }
  /** Events that should break a careless reader are put into a block, or into all blocks up to `until`. */
  readonly poison?: { readonly height: number; readonly until?: number; readonly kind: PoisonKind }
  /** What one provider says of itself is odd. */
  readonly oddProvider?: OddProvider
}

/** One lie about one lease. */
export interface Lie {
  readonly lease: LeaseName
  /** The protobuf number of the state that is shown. */
  readonly state: number
  readonly hidesEvents: boolean
}

/** Attributes that a provider has beside its own; a mark of poison.ts in them stands for bytes that are no UTF-8. */
export interface OddProvider {
  readonly owner: string
  readonly attributes: readonly { readonly key: string; readonly value: string }[]
}

export interface LeaseName {
  readonly owner: string
  readonly dseq: bigint
  readonly gseq: number
  readonly oseq: number
  readonly provider: string
}

export type SwitchName = keyof Switches

/** The switches as they stand, and how often each one acted. */
export class SwitchBoard {
  #switches: Switches = {}
  readonly #hits = new Map<SwitchName, number>()

  get on(): Switches {
    return this.#switches
  }

  /** Turns switches on; those that are not named stay as they are. */
  set(switches: Switches): void {
    this.#switches = { ...this.#switches, ...switches }
    for (const name of Object.keys(switches)) this.#hits.delete(name as SwitchName)
  }

  /** Turns the named switches off, or all of them. Counts stay until a switch is set again. */
  clear(...names: readonly SwitchName[]): void {
    const left: Record<string, unknown> = { ...this.#switches }
    for (const name of names.length === 0 ? Object.keys(left) : names) delete left[name]
    this.#switches = left
  }

  /** How often a switch has acted since it was set. */
  hits(name: SwitchName): number {
    return this.#hits.get(name) ?? 0
  }

  note(name: SwitchName): void {
    this.#hits.set(name, this.hits(name) + 1)
  }

  /** Tells whether a switch acts on these calls, and counts it when it does. */
  acts(name: SwitchName, scope: Scope | undefined, methods: readonly string[]): boolean {
    if (scope === undefined || this.hits(name) >= (scope.times ?? Number.POSITIVE_INFINITY)) return false
    const concerns = scope.methods === undefined || methods.some((method) => scope.methods?.includes(method))
    if (concerns) this.note(name)
    return concerns
  }
}
