/** What the chain says of a lease: `ended` only where a node answered that it is closed or out of funds. */
export type LeaseWord = 'active' | 'ended' | 'unknown'

export interface ChainWord {
  readonly word: LeaseWord
  /** Monotonic milliseconds when the node answered. */
  readonly atMs: number
}
