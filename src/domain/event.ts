import type { BidId, DeploymentId, GroupId, LeaseId, OrderId } from './ids.ts'
import type { Price } from './price.ts'
import type { CloseReason } from './record.ts'

/** What a block's events say, in our words. Events say when; what they leave out is read from state. */
export type ChainEvent =
  | { readonly kind: 'deployment-created'; readonly id: DeploymentId; readonly hash: string }
  | { readonly kind: 'deployment-updated'; readonly id: DeploymentId; readonly hash: string }
  | { readonly kind: 'deployment-closed'; readonly id: DeploymentId }
  | { readonly kind: 'group-started'; readonly id: GroupId }
  | { readonly kind: 'group-paused'; readonly id: GroupId }
  | { readonly kind: 'group-closed'; readonly id: GroupId }
  | { readonly kind: 'order-created'; readonly id: OrderId }
  | { readonly kind: 'order-closed'; readonly id: OrderId }
  | { readonly kind: 'bid-created'; readonly id: BidId; readonly price: Price }
  | { readonly kind: 'bid-closed'; readonly id: BidId }
  | { readonly kind: 'lease-created'; readonly id: LeaseId; readonly price: Price }
  | { readonly kind: 'lease-closed'; readonly id: LeaseId; readonly reason: CloseReason }
  | {
      readonly kind: 'lease-reclaim-started'
      readonly id: LeaseId
      readonly reason: CloseReason
      readonly deadline: number
    }
  | { readonly kind: 'provider-created'; readonly owner: string }
  | { readonly kind: 'provider-updated'; readonly owner: string }
  | { readonly kind: 'audit-created'; readonly owner: string; readonly auditor: string }
  | { readonly kind: 'audit-deleted'; readonly owner: string; readonly auditor: string }

/** An event and where in its block it stood. `txIndex` is −1 for events of the block itself. */
export interface PositionedEvent {
  readonly txIndex: number
  readonly eventIndex: number
  readonly event: ChainEvent
}

/** Something of the chain that could not be read; its bytes are kept. −1: not inside a transaction, an event. */
export interface Quarantined {
  readonly height: number
  readonly txIndex: number
  readonly eventIndex: number
  readonly reason: string
  readonly raw: Uint8Array
}

/** One block as the projector sees it. `received` counts the events that concern us: decoded + quarantined. */
export interface BlockFacts {
  readonly height: number
  /** Upper-case hex, as the node writes it. */
  readonly hash: string
  readonly parentHash: string
  readonly time: Date
  readonly events: readonly PositionedEvent[]
  readonly quarantined: readonly Quarantined[]
  readonly received: number
}
