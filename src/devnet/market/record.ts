import type { Deployment, Group, GroupSpec } from '#chain/wire/generated/akash_deployment.generated.ts'
import type {
  AccountId,
  AccountState,
  PaymentId,
  PaymentState,
} from '#chain/wire/generated/akash_escrow.generated.ts'
import type { Bid, Lease, Order } from '#chain/wire/generated/akash_market.generated.ts'
import type { AuditedProvider, Provider } from '#chain/wire/generated/akash_provider.generated.ts'

/** A protobuf message whose named fields are always set, as the chain keeps them. */
type Solid<T, K extends keyof T> = T & { [P in K]-?: NonNullable<T[P]> }

/** The records of the simulated chain: values that are replaced, never changed, and encode as they are. */
export interface AccountRecord {
  readonly id: AccountId
  readonly state: AccountState
}
export interface PaymentRecord {
  readonly id: PaymentId
  readonly state: Solid<PaymentState, 'rate' | 'balance' | 'unsettled' | 'withdrawn'>
}
export type GroupRecord = Solid<Group, 'id' | 'groupSpec'>
/** A deployment with its groups (gseq 1 is at 0) and its escrow account. */
export interface DeploymentRecord {
  readonly deployment: Solid<Deployment, 'id'>
  readonly groups: GroupRecord[]
  readonly escrowAccount: AccountRecord
}
export type OrderRecord = Solid<Order, 'id' | 'spec'>
export interface BidRecord {
  readonly bid: Solid<Bid, 'id' | 'price'>
  readonly escrowAccount: AccountRecord
}
export interface LeaseRecord {
  readonly lease: Solid<Lease, 'id' | 'price'>
  readonly escrowPayment: PaymentRecord
}
export type ProviderRecord = Provider
/** Everything auditors signed of one provider, ordered by auditor. */
export interface AuditRecord {
  readonly providers: AuditedProvider[]
}
export type { GroupSpec }

/** The protobuf number of a record's state; 0 for providers, which have none. */
export const orderState = (record: OrderRecord): number => record.state
export const bidState = (record: BidRecord): number => record.bid.state
export const leaseState = (record: LeaseRecord): number => record.lease.state
export const deploymentState = (record: DeploymentRecord): number => record.deployment.state
