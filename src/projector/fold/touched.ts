import type { BlockFacts, ChainEvent } from '#domain/event.ts'
import { subjectOf } from '#domain/event-subject.ts'
import { bidKey, groupKey, orderKey } from '#domain/ids.ts'
import type { RecordRef } from '#domain/record.ts'
import { refText } from '#domain/record.ts'

export const eventsOf = (blocks: readonly BlockFacts[]): ChainEvent[] =>
  blocks.flatMap((block) => block.events.map((positioned) => positioned.event))

/** Each ref once, in first-named order. */
export function distinct(refs: readonly RecordRef[]): RecordRef[] {
  return [...new Map(refs.map((ref) => [refText(ref), ref])).values()]
}

/** The stored records that a fold over these blocks looks at. */
export function refsToLoad(blocks: readonly BlockFacts[]): RecordRef[] {
  return distinct(eventsOf(blocks).flatMap((event) => [subjectOf(event), ...companions(event)]))
}

/** Records that an event changes silently, or whose contents it needs. */
function companions(event: ChainEvent): RecordRef[] {
  if (event.kind === 'bid-created') return [{ kind: 'provider', key: event.id.provider }]
  if (event.kind !== 'lease-created') return []
  return [
    { kind: 'order', key: orderKey(event.id) },
    { kind: 'bid', key: bidKey(event.id) },
    { kind: 'group', key: groupKey(event.id) },
    { kind: 'provider', key: event.id.provider },
  ]
}

/**
 * The state reads that events alone call for, whatever is stored: contents that no event carries.
 * They can be asked for before the batch before this one is written.
 */
export function refsToRead(blocks: readonly BlockFacts[]): RecordRef[] {
  return distinct(eventsOf(blocks).flatMap(readFor))
}

function readFor(event: ChainEvent): RecordRef[] {
  switch (event.kind) {
    case 'deployment-created': // the groups and what they want
    case 'group-closed': // closed, or out of funds
    case 'lease-created': // the reclamation window that the bid offered
    case 'lease-reclaim-started':
    case 'provider-updated':
    case 'audit-created':
    case 'audit-deleted':
      return [subjectOf(event)]
    case 'provider-created': // nobody has signed anything of it yet, but that must be known, not assumed
      return [subjectOf(event), { kind: 'audits', key: event.owner }]
    default:
      return []
  }
}

/** Orders that got a lease: their other open bids may have become lost without an event. */
export function matchedOrders(blocks: readonly BlockFacts[]): string[] {
  const created = eventsOf(blocks).filter((event) => event.kind === 'lease-created')
  return [...new Set(created.map((event) => orderKey(event.id)))]
}

/** The keys of the bids that became leases: their state needs no reading. */
export function wonBids(blocks: readonly BlockFacts[]): string[] {
  return eventsOf(blocks).flatMap((event) => (event.kind === 'lease-created' ? [bidKey(event.id)] : []))
}

/** Bids that these blocks create for one of the orders. */
export function bidsCreatedFor(blocks: readonly BlockFacts[], orders: ReadonlySet<string>): RecordRef[] {
  const created = eventsOf(blocks).filter((event) => event.kind === 'bid-created')
  const mine = created.filter((event) => orders.has(orderKey(event.id)))
  return mine.map((event) => ({ kind: 'bid', key: bidKey(event.id) }))
}
