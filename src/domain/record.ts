import type { Coin } from './coin.ts'
import type { BidId, DeploymentId, GroupId, LeaseId, OrderId } from './ids.ts'
import { bidKey, deploymentKey, groupKey, leaseKey, orderKey } from './ids.ts'
import type { Price } from './price.ts'

/**
 * The records of the chain that this system keeps: what is true of a lease and of what surrounds it,
 * after some height. Nothing here says how we know it; that is `Evidence`.
 * Heights are block heights (0 to 2^53−1).
 */
export const deploymentStates = ['active', 'closed'] as const
export const groupStates = ['open', 'paused', 'insufficient_funds', 'closed'] as const
export const orderStates = ['open', 'active', 'closed'] as const
export const bidStates = ['open', 'active', 'lost', 'closed'] as const
export const leaseStates = ['active', 'reclaiming', 'insufficient_funds', 'closed'] as const
export const escrowStates = ['open', 'closed', 'overdrawn'] as const
export const closeReasons = [
  'owner',
  'unstable',
  'decommission',
  'unspecified',
  'manifest_timeout',
  'insufficient_funds',
  'unknown',
] as const
export const endpointKinds = ['SHARED_HTTP', 'RANDOM_PORT', 'LEASED_IP'] as const

export type DeploymentState = (typeof deploymentStates)[number]
export type GroupState = (typeof groupStates)[number]
export type OrderState = (typeof orderStates)[number]
export type BidState = (typeof bidStates)[number]
export type LeaseState = (typeof leaseStates)[number]
export type EscrowState = (typeof escrowStates)[number]
export type CloseReason = (typeof closeReasons)[number]
export type EndpointKind = (typeof endpointKinds)[number]

export interface Deployment {
  readonly kind: 'deployment'
  readonly id: DeploymentId
  readonly state: DeploymentState
  /** sha256 of the manifest, lower-case hex. */
  readonly hash: string
  readonly createdHeight: number
  /** Height at which its escrow account closed; null while active. */
  readonly closedHeight: number | null
}

/** An endpoint of one resource unit of a group; the number is an opaque label, 0 where none was given. */
export interface Endpoint {
  /** Position of the resource unit in the group, from 0. */
  readonly resource: number
  readonly kind: EndpointKind
  readonly sequenceNumber: number
}

/** A group's specification never changes after creation; only its state does. */
export interface Group {
  readonly kind: 'group'
  readonly id: GroupId
  readonly state: GroupState
  readonly name: string
  readonly createdHeight: number
  readonly endpoints: readonly Endpoint[]
}

export interface Order {
  readonly kind: 'order'
  readonly id: OrderId
  readonly state: OrderState
  readonly createdHeight: number
}

export interface Bid {
  readonly kind: 'bid'
  readonly id: BidId
  readonly state: BidState
  readonly price: Price
  readonly createdHeight: number
}

/** A provider's notice that it will take the lease back. All but `windowSeconds` null until it is given. */
export interface Reclaim {
  readonly windowSeconds: number
  readonly startedHeight: number | null
  /** Unix time in seconds after which the provider may close the lease. */
  readonly deadline: number | null
  readonly reason: CloseReason | null
}

export interface Lease {
  readonly kind: 'lease'
  readonly id: LeaseId
  readonly state: LeaseState
  /** The price in force now: on-chain migrations change it. */
  readonly price: Price
  readonly createdHeight: number
  readonly closedHeight: number | null
  readonly closeReason: CloseReason | null
  readonly reclaim: Reclaim | null
}

export interface Attribute {
  readonly key: string
  readonly value: string
}

/** What one auditor signed of one provider. */
export interface Audit {
  readonly auditor: string
  readonly attributes: readonly Attribute[]
}

export interface Provider {
  readonly kind: 'provider'
  readonly address: string
  readonly hostUri: string
  readonly email: string
  readonly website: string
  readonly attributes: readonly Attribute[]
}

/** Everything that auditors signed of one provider; empty where nobody did. */
export interface ProviderAudits {
  readonly kind: 'audits'
  readonly provider: string
  readonly audits: readonly Audit[]
}

/**
 * The account that pays for a deployment's leases. The chain settles it only when something touches it, and tells no
 * event of that, nor of deposits: a soft fact, true after the last block at which its deployment was read.
 */
export interface Escrow {
  readonly kind: 'escrow'
  readonly id: DeploymentId
  readonly state: EscrowState
  /** Up to this block the leases are paid out of it. */
  readonly settledHeight: number
  /** What it held then, one coin for each denomination; below zero is what it owes since it ran dry. */
  readonly funds: readonly Coin[]
}

export type ChainRecord = Deployment | Group | Order | Bid | Lease | Provider | ProviderAudits | Escrow
export type RecordKind = ChainRecord['kind']

/** Kinds that move without an event: what is stored may be older than the chain, and that is no fault. */
export type SoftKind = Extract<RecordKind, 'escrow'>
export type HardKind = Exclude<RecordKind, SoftKind>
export const isSoft = (kind: RecordKind): kind is SoftKind => kind === 'escrow'

/** Names one record of the chain. */
export interface RecordRef {
  readonly kind: RecordKind
  readonly key: string
}

/** The key of a record, unique within its kind. */
export function recordKey(record: ChainRecord): string {
  switch (record.kind) {
    case 'deployment':
    case 'escrow':
      return deploymentKey(record.id)
    case 'group':
      return groupKey(record.id)
    case 'order':
      return orderKey(record.id)
    case 'bid':
      return bidKey(record.id)
    case 'lease':
      return leaseKey(record.id)
    case 'provider':
      return record.address
    case 'audits':
      return record.provider
  }
}

export const refOf = (record: ChainRecord): RecordRef => ({ kind: record.kind, key: recordKey(record) })
export const refText = (ref: RecordRef) => `${ref.kind} ${ref.key}`

/** The IPs that a group wants: one for each distinct LEASED_IP sequence number, ascending. */
export function ipSequenceNumbers(endpoints: readonly Endpoint[]): number[] {
  const numbers = endpoints.filter((e) => e.kind === 'LEASED_IP').map((e) => e.sequenceNumber)
  return [...new Set(numbers)].sort((a, b) => a - b)
}
