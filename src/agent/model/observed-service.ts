import type { LeaseRef } from './lease-ref.ts'

/** What the anchor remembers of its endpoint; written in its annotations, so a restart forgets nothing. */
export interface AnchorNote {
  readonly owner: string
  readonly sharingKey: string
  readonly state: AnchorState
  /** When it came into this state. */
  readonly since: Date
  /** When a hold or a quarantine ends; null while leased. */
  readonly until: Date | null
  /** The leases whose ports it served last: the chain is asked about these before the address goes. */
  readonly leases: readonly LeaseRef[]
}

/** leased: for the ports of open leases; held: kept for its owner; quarantined: given to nobody for a while. */
export type AnchorState = 'leased' | 'held' | 'quarantined'

export interface ServicePort {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP'
  readonly port: number
  readonly targetPort: number
}

/** Why MetalLB gave no address, from the newest Event about this uid. */
export interface Refusal {
  readonly reason: string
  readonly message: string
  readonly at: Date
}

/**
 * A LoadBalancer Service with the label akash.network/service-target=metal-lb, read into what decides.
 * `port`: of a lease (ours or a stock operator's, nothing tells them apart but annotations); `anchor`: ours;
 * `foreign`: holds an address and is neither (any other LoadBalancer Service of the cluster).
 */
export interface ObservedService {
  readonly role: 'port' | 'anchor' | 'foreign'
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly createdAt: Date
  readonly deleting: boolean
  /** Null: not a port, or its labels do not name a lease. */
  readonly lease: LeaseRef | null
  /** The pods' SDL service, from the selector; null: none. */
  readonly service: string | null
  readonly sharingKey: string | null
  /** Which of MetalLB's two annotation prefixes carries the key. */
  readonly keyPrefix: 'metallb.io' | 'metallb.universe.tf' | null
  /** The address it is pinned to; null: none. */
  readonly pin: string | null
  readonly ports: readonly ServicePort[]
  readonly policy: 'Cluster' | 'Local'
  /** Canonical text of the first ingress address; null: pending. */
  readonly address: string | null
  /** The other family's, of a foreign Service with two; it is as taken as the first. */
  readonly secondAddress?: string | null
  readonly pool: string | null
  readonly anchor: AnchorNote | null
  readonly refusal: Refusal | null
}
