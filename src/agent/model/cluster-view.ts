import type { ChainWord } from './chain-word.ts'
import type { EndpointWish } from './endpoint-wish.ts'
import type { ObservedPool } from './observed-pool.ts'
import type { ObservedService } from './observed-service.ts'
import type { PortWish } from './port-wish.ts'
import type { SeenSince } from './seen-since.ts'

/** What MetalLB says of its own configuration; null: it does not say (before 0.15.3). */
export interface MetallbConfiguration {
  readonly valid: boolean
  readonly error: string
}

/** Everything that decides, at one moment. */
export interface ClusterView {
  readonly ports: readonly PortWish[]
  readonly endpoints: readonly EndpointWish[]
  /** Endpoints (sharing keys) that somebody asks for in words that cannot be followed: such a wish has not vanished. */
  readonly faults: ReadonlySet<string>
  readonly services: readonly ObservedService[]
  readonly pools: readonly ObservedPool[]
  /** Namespaces by name: those of leases must exist before a port can open. */
  readonly namespaces: ReadonlyMap<string, 'Active' | 'Terminating'>
  readonly configuration: MetallbConfiguration | null
  /** By `leaseRefKey`. */
  readonly chain: ReadonlyMap<string, ChainWord>
  /** Whether every list behind this view was proved current within the limit; nothing is destroyed otherwise. */
  readonly fresh: boolean
  /** What the plan before this one had seen; empty after a start: then every grace begins anew. */
  readonly seenSince: SeenSince
}
