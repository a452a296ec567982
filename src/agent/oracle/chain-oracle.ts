import type { LeaseWord } from '../model/chain-word.ts'
import type { LeaseRef } from '../model/lease-ref.ts'

/** The chain, as far as the agent needs it. */
export interface ChainOracle {
  /**
   * What the chain says of a lease now. `unknown` where no node that is current can be had, where nodes contradict each
   * other, and where there is no such lease: nothing but the chain's own "closed" is an end. May throw a Failure, which
   * means `unknown` too. Must end by itself, within half a minute.
   */
  ask(lease: LeaseRef, signal: AbortSignal): Promise<LeaseWord>
}
