import type { LeaseRef } from './lease-ref.ts'
import type { Protocol } from './port-wish.ts'

/** Why something is not as it was asked; words for people stand beside it. The list is closed: docs/agent.md has each. */
export const pendingReasons = [
  'ADDRESS_PENDING',
  'POOL_EXHAUSTED',
  'POOL_MISSING',
  'ADDRESS_TAKEN',
  'ADDRESS_NOT_IN_POOL',
  'ADDRESS_CORDONED',
  'ADDRESS_REFUSED',
  'NAMESPACE_MISSING',
  'NAMESPACE_TERMINATING',
  'PORT_TAKEN',
  'PORT_MOVING',
  'HOLD_QUOTA',
  'WISH_INVALID',
  'CONFIGURATION_REFUSED',
  'CHAIN_UNKNOWN',
  'WISH_VANISHED',
  'RELEASES_STOPPED',
  'CLUSTER_STALE',
  'BACKING_OFF',
] as const
export type PendingReason = (typeof pendingReasons)[number]

export interface Pending {
  readonly reason: PendingReason
  /** One sentence that names the value and the rule. */
  readonly message: string
}

export interface PortVerdict {
  readonly lease: LeaseRef
  readonly service: string
  readonly externalPort: number
  readonly port: number
  readonly protocol: Protocol
  readonly state: 'pending' | 'open'
  readonly pending: Pending | null
}

/** What is, of one endpoint: the observation carries this. */
export interface EndpointVerdict {
  readonly owner: string
  readonly sharingKey: string
  /** pending: no address yet; assigned: MetalLB gave it; held, quarantined: by its anchor alone. */
  readonly state: 'pending' | 'assigned' | 'held' | 'quarantined'
  readonly address: string | null
  readonly pool: string | null
  readonly until: Date | null
  readonly pending: Pending | null
  readonly ports: readonly PortVerdict[]
}

/** What an operator must know; the runbook has a cure for each kind. `subject` names the pool, address or lease. */
export interface Alarm {
  readonly kind: (typeof alarmKinds)[number]
  readonly subject: string
  readonly message: string
}

export const alarmKinds = [
  'ADDRESS_OUTSIDE_POOLS',
  'ADDRESS_MOVED',
  'ADDRESS_SHARED_BY_OWNERS',
  'ADDRESS_LEAKED',
  'CONFIGURATION_REFUSED',
  'MASS_VANISHING',
  'CHAIN_SILENT',
  'ENDPOINT_SPLIT',
  'PORT_ORPHANED',
] as const
