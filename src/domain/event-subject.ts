import type { ChainEvent } from './event.ts'
import { bidKey, deploymentKey, groupKey, leaseKey, orderKey } from './ids.ts'
import type { RecordRef } from './record.ts'

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
