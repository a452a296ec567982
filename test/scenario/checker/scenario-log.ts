import type { PortWish } from '#agent/model/port-wish.ts'

/** One port that somebody wants open, as a ProviderLeasedIP says it. */
export type Wanted = Omit<PortWish, 'source'>

/** A LoadBalancer Service as far as it is judged. */
export interface SeenService {
  readonly uid: string
  readonly namespace: string
  readonly name: string
  readonly role: 'port' | 'anchor' | 'foreign'
  /** Whom it holds an address for: the sharing key of an endpoint, or the Service's own name. */
  readonly holder: string
  /** Sorted; empty while it has none. */
  readonly addresses: readonly string[]
  readonly ports: readonly SeenPort[]
  /** Which pods answer: the value of akash.network/manifest-service in its selector. */
  readonly service: string | null
}

export interface SeenPort {
  readonly protocol: string
  readonly port: number
  readonly targetPort: number
}

export type ServiceChange = {
  readonly kind: 'service'
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly service: SeenService
}

/** What happened, and what was asked for. */
export type Happening =
  | ServiceChange
  /** A ProviderLeasedIP was written or, with null, is gone; `name` is its own. */
  | { readonly kind: 'wish'; readonly name: string; readonly wanted: Wanted | null }
  /** What the chain says of a lease (`leaseRefKey`) from now on. */
  | { readonly kind: 'chain'; readonly lease: string; readonly word: 'active' | 'ended' }
  /** An override that keeps the address of an endpoint; null: it is gone. */
  | { readonly kind: 'hold'; readonly endpoint: string; readonly untilMs: number | null }
  /** A process was killed. */
  | { readonly kind: 'kill'; readonly what: string }

/**
 * One entry of the record of a run. `revision` is the API server's: it orders everything that was written there; for
 * what was not, it is one that was current before it happened.
 */
export type LogEntry = Happening & {
  readonly revision: number
  /** Unix milliseconds when it was heard of: never before it happened. */
  readonly atMs: number
}

/** What an agent promises; milliseconds. */
export interface Promises {
  /** How long an address stays its owner's after its last lease ended. */
  readonly holdAfterCloseMs: number
  /** How long nobody gets it after that. */
  readonly quarantineMs: number
  /** By how much times of the log may be late, and within which a release that is due must be done. */
  readonly slackMs: number
}

/** The whole record of a run: from the first Service on, in any order. */
export interface ScenarioLog {
  readonly entries: readonly LogEntry[]
  readonly promises: Promises
  /** Unix milliseconds of the last look. */
  readonly endMs: number
}
