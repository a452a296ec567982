import type { Change } from '#domain/change.ts'
import type { Evidence } from '#domain/evidence.ts'
import type { CloseReason } from '#domain/record.ts'
import type { IndexHead } from '#store/query/index-head.ts'
import type { LeaseRow } from '#store/query/lease-row.ts'
import type { OrderRow } from '#store/query/order-row.ts'
import type { ProviderRow } from '#store/query/provider-row.ts'
import type { Connection, Page } from './page/connection.ts'

/** What each type of the schema is resolved from, where that is not a row of the store. */
export type { BidRow } from '#store/query/bids-of-orders.ts'
export type { DeploymentRow } from '#store/query/deployments-by-key.ts'
export type { EscrowRow } from '#store/query/escrow-of-deployments.ts'
export type { GroupRow } from '#store/query/group-row.ts'
export type { PageInfoParent } from './page/connection.ts'
export type { LeaseRow, OrderRow, ProviderRow }

export type NetworkParent = IndexHead
export type EvidenceParent = Evidence
export type LeaseConnectionParent = Connection<LeaseRow>
export type ProviderConnectionParent = Connection<ProviderRow>
export type OrderConnectionParent = Connection<OrderRow>
export type ChangeConnectionParent = Page<ChangeParent>

/** A notice that was given. */
export interface ReclaimParent {
  readonly startedHeight: number
  /** Unix time in seconds. */
  readonly deadline: number | null
  readonly reason: CloseReason
}

export interface ChangeParent {
  readonly change: Change
  /** Null: not told by the feed; the block may still tell. */
  readonly at: Date | null
  readonly evidence: Evidence
}
