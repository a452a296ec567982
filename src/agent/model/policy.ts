/** The operator's settings that decide; durations in milliseconds. */
export interface AgentPolicy {
  readonly provider: string
  readonly agentNamespace: string
  readonly metallbNamespace: string
  /** HOLD_AFTER_CLOSE: the owner keeps the address this long after the last lease ended. */
  readonly holdAfterCloseMs: number
  /** QUARANTINE: after that nobody gets it for this long, except the owner's same endpoint. */
  readonly quarantineMs: number
  readonly maxHoldsPerOwner: number
  /** The chain's word is good for so long. */
  readonly chainWordMs: number
  /** A vanished wish of an open lease closes its ports only after this long. */
  readonly vanishGraceMs: number
  /** More vanished endpoints at once than this share of all (and than 5) stop releases. */
  readonly massVanishShare: number
  /** A pin that MetalLB refuses, or does not follow, for so long is acted on. */
  readonly refusedAfterMs: number
}
