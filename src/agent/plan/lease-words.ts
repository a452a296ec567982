import type { ChainWord, LeaseWord } from '../model/chain-word.ts'
import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'

export interface LeaseWordRules {
  readonly chain: ReadonlyMap<string, ChainWord>
  readonly nowMs: number
  /** A word is good for so long. */
  readonly goodForMs: number
}

/** What the chain says of leases, and the questions that it has not answered yet. */
export class LeaseWords {
  readonly #rules: LeaseWordRules
  readonly #questions = new Map<string, LeaseRef>()
  #nextMs = Number.POSITIVE_INFINITY

  constructor(rules: LeaseWordRules) {
    this.#rules = rules
  }

  get questions(): readonly LeaseRef[] {
    return [...this.#questions.values()]
  }

  /** Monotonic milliseconds when the first of the words that were used is too old. */
  get nextMs(): number {
    return this.#nextMs
  }

  /** A word that is too old counts as none, and the chain is to be asked again. */
  of(lease: LeaseRef): LeaseWord {
    const word = this.peek(lease)
    if (word === 'unknown') this.#questions.set(leaseRefKey(lease), lease)
    else this.#nextMs = Math.min(this.#nextMs, this.#endMs(lease))
    return word
  }

  /** The same without asking. */
  peek(lease: LeaseRef): LeaseWord {
    const known = this.#rules.chain.get(leaseRefKey(lease))
    return known === undefined || this.#endMs(lease) < this.#rules.nowMs ? 'unknown' : known.word
  }

  #endMs(lease: LeaseRef): number {
    return (this.#rules.chain.get(leaseRefKey(lease))?.atMs ?? 0) + this.#rules.goodForMs
  }
}
