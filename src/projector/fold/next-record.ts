import type { ChainEvent } from '#domain/event.ts'
import { bidKey, deploymentKey, groupKey, leaseKey, orderKey } from '#domain/ids.ts'
import { nextLease } from '#domain/lease.ts'
import type { Bid, ChainRecord, Deployment, Group, Order, RecordRef } from '#domain/record.ts'

/** The record that an event is about. */
export function subjectOf(event: ChainEvent): RecordRef {
  switch (event.kind) {
    case 'deployment-created':
    case 'deployment-updated':
    case 'deployment-closed':
      return { kind: 'deployment', key: deploymentKey(event.id) }
    case 'group-started':
    case 'group-paused':
    case 'group-closed':
      return { kind: 'group', key: groupKey(event.id) }
    case 'order-created':
    case 'order-closed':
      return { kind: 'order', key: orderKey(event.id) }
    case 'bid-created':
    case 'bid-closed':
      return { kind: 'bid', key: bidKey(event.id) }
    case 'lease-created':
    case 'lease-closed':
    case 'lease-reclaim-started':
      return { kind: 'lease', key: leaseKey(event.id) }
    case 'provider-created':
    case 'provider-updated':
      return { kind: 'provider', key: event.owner }
    case 'audit-created':
    case 'audit-deleted':
      return { kind: 'audits', key: event.owner }
  }
}

/**
 * What a record is after an event at `height`, as far as events tell it. Null where they do not suffice:
 * the record is unknown, already past this event, or its contents are in state only.
 */
export function nextRecord(
  before: ChainRecord | null,
  event: ChainEvent,
  height: number,
): ChainRecord | null {
  switch (event.kind) {
    case 'deployment-updated':
    case 'deployment-closed':
      return before?.kind === 'deployment' ? nextDeployment(before, event, height) : null
    case 'group-started':
    case 'group-paused':
      return before?.kind === 'group' ? nextGroup(before, event.kind) : null
    case 'order-created':
      return before === null ? { kind: 'order', id: event.id, state: 'open', createdHeight: height } : null
    case 'bid-created':
      return before === null
        ? { kind: 'bid', id: event.id, state: 'open', price: event.price, createdHeight: height }
        : null
    case 'order-closed':
      return before?.kind === 'order' ? closed(before) : null
    case 'bid-closed':
      return before?.kind === 'bid' ? closed(before) : null
    case 'lease-created':
    case 'lease-closed':
    case 'lease-reclaim-started':
      return nextLease(before?.kind === 'lease' ? before : null, event, height)
    case 'deployment-created':
    case 'group-closed':
    case 'provider-created':
    case 'provider-updated':
    case 'audit-created':
    case 'audit-deleted':
      return null
  }
}

type DeploymentEvent = Extract<ChainEvent, { kind: 'deployment-updated' | 'deployment-closed' }>

function nextDeployment(before: Deployment, event: DeploymentEvent, height: number): Deployment | null {
  if (before.state === 'closed') return null
  if (event.kind === 'deployment-updated') return { ...before, hash: event.hash }
  return { ...before, state: 'closed', closedHeight: height }
}

function nextGroup(before: Group, kind: 'group-started' | 'group-paused'): Group | null {
  if (before.state !== 'open' && before.state !== 'paused') return null
  return { ...before, state: kind === 'group-started' ? 'open' : 'paused' }
}

const closed = (record: Order | Bid): Order | Bid => ({ ...record, state: 'closed' })
