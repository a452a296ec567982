import { setMaxListeners } from 'node:events'
import { backoffMs, type Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { ChainWord, LeaseWord } from '../model/chain-word.ts'
import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'
import type { ChainOracle } from './chain-oracle.ts'

export interface ChainAskerOptions {
  /** Null: nobody can be asked, and every word stays unknown. */
  readonly oracle: ChainOracle | null
  /** A word is good for so long; asked again when three quarters of that are over. */
  readonly chainWordMs: number
  /** Questions under way at most. Default 8. */
  readonly concurrency?: number
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Told of the leases that were answered for, by `leaseRefKey`. */
  readonly onWords: (leases: ReadonlySet<string>) => void
}

/** Asks the chain about leases, each of them once at a time, and keeps what it said. */
export interface ChainAsker {
  /** Never waits: words come with `onWords`. */
  want(leases: readonly LeaseRef[]): void
  /** By `leaseRefKey`; the same map until something in it is new. */
  words(): ReadonlyMap<string, ChainWord>
  stop(): Promise<void>
}

interface Lease {
  readonly lease: LeaseRef
  word: ChainWord | null
  /** Unknowns in a row. */
  failures: number
  /** Monotonic; not asked again before. */
  notBeforeMs: number
  isQueued: boolean
}

const DEFAULT_CONCURRENCY = 8
/** After an `unknown`. */
const PAUSE = { baseMs: 2000, capMs: 60_000 }
/** Leases that nobody asked about for so long are forgotten. */
const KEEP_MS = 30 * 60_000

export function createChainAsker(options: ChainAskerOptions): ChainAsker {
  return new Asking(options)
}

class Asking implements ChainAsker {
  readonly #options: ChainAskerOptions
  readonly #leases = new Map<string, Lease>()
  readonly #queue: string[] = []
  readonly #running = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  #words: ReadonlyMap<string, ChainWord> | null = null
  #isSilent = false

  constructor(options: ChainAskerOptions) {
    this.#options = options
    setMaxListeners(0, this.#stopping.signal)
  }

  want(leases: readonly LeaseRef[]): void {
    const { oracle, clock } = this.#options
    if (oracle === null || this.#stopping.signal.aborted) return
    const nowMs = clock.monotonicMs()
    for (const lease of leases) {
      const key = leaseRefKey(lease)
      const known = this.#known(key, lease)
      if (known.isQueued || nowMs < known.notBeforeMs) continue
      known.isQueued = true
      this.#queue.push(key)
    }
    this.#startMore(oracle)
  }

  words(): ReadonlyMap<string, ChainWord> {
    this.#words ??= new Map(
      [...this.#leases].flatMap(([key, { word }]) => (word === null ? [] : [[key, word] as const])),
    )
    return this.#words
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.all(this.#running)
  }

  #known(key: string, lease: LeaseRef): Lease {
    const known = this.#leases.get(key) ?? {
      lease,
      word: null,
      failures: 0,
      notBeforeMs: Number.NEGATIVE_INFINITY,
      isQueued: false,
    }
    // Those that were wanted last stand last.
    this.#leases.delete(key)
    this.#leases.set(key, known)
    return known
  }

  #startMore(oracle: ChainOracle): void {
    const { concurrency = DEFAULT_CONCURRENCY } = this.#options
    while (this.#running.size < concurrency && !this.#stopping.signal.aborted) {
      const key = this.#queue.shift()
      const lease = key === undefined ? undefined : this.#leases.get(key)
      if (key === undefined || lease === undefined) return
      const asking: Promise<void> = this.#ask(oracle, key, lease).finally(() => {
        this.#running.delete(asking)
        this.#startMore(oracle)
      })
      this.#running.add(asking)
    }
  }

  async #ask(oracle: ChainOracle, key: string, lease: Lease): Promise<void> {
    const { clock, onWords } = this.#options
    // The word is as old as the question.
    const atMs = clock.monotonicMs()
    const word = await this.#answer(oracle, lease.lease)
    lease.isQueued = false
    if (this.#stopping.signal.aborted) return
    this.#keep(lease, word, atMs)
    this.#forgetOld(clock.monotonicMs())
    onWords(new Set([key]))
  }

  async #answer(oracle: ChainOracle, lease: LeaseRef): Promise<LeaseWord> {
    try {
      return await oracle.ask(lease, this.#stopping.signal)
    } catch (error) {
      if (!this.#stopping.signal.aborted && !this.#isSilent)
        this.#options.log.warn({ err: error, lease: leaseRefKey(lease) }, 'the chain did not say')
      return 'unknown'
    }
  }

  /** An `unknown` replaces an older word only when that is no longer good. */
  #keep(lease: Lease, word: LeaseWord, atMs: number): void {
    const { chainWordMs, random } = this.#options
    this.#isSilent = word === 'unknown'
    lease.failures = word === 'unknown' ? lease.failures + 1 : 0
    const pauseMs = word === 'unknown' ? backoffMs(lease.failures, PAUSE, random) : chainWordMs * 0.75
    lease.notBeforeMs = atMs + pauseMs
    const isGood = lease.word !== null && atMs - lease.word.atMs < chainWordMs
    if (word !== 'unknown' || !isGood) lease.word = { word, atMs }
    this.#words = null
  }

  #forgetOld(nowMs: number): void {
    for (const [key, { word, isQueued }] of this.#leases) {
      if (isQueued || word === null || nowMs - word.atMs < KEEP_MS) return
      this.#leases.delete(key)
    }
  }
}
