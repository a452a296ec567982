import type { ChainEvent } from '#domain/event.ts'
import { nextLease } from '#domain/lease.ts'
import type { Bid, ChainRecord, Deployment, Group, Order } from '#domain/record.ts'

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
