import type { BlockFacts, ChainEvent } from '#domain/event.ts'
import { subjectOf } from '#domain/event-subject.ts'
import { bidKey, deploymentKey, groupKey, orderKey } from '#domain/ids.ts'
import type { Bid, Order, RecordRef } from '#domain/record.ts'
import type { Known } from '../ports.ts'
import { nextRecord } from './next-record.ts'
import type { WorkingSet } from './working-set.ts'

/**
 * Plays the events of the blocks over the working set, in order. Answers the refs for which events did not
 * suffice: unknown records, events that do not fit. Those must be read from state.
 */
export function applyEvents(set: WorkingSet, blocks: readonly BlockFacts[]): RecordRef[] {
  return blocks.flatMap((block) => block.events.flatMap(({ event }) => applyEvent(set, event, block.height)))
}

function applyEvent(set: WorkingSet, event: ChainEvent, height: number): RecordRef[] {
  const unfit = applyToSubject(set, event, height)
  if (event.kind === 'bid-created') return [...unfit, ...unknownProvider(set, event.id.provider)]
  if (event.kind !== 'lease-created') return unfit
  const group: RecordRef = { kind: 'group', key: groupKey(event.id) }
  const deployment: RecordRef = { kind: 'deployment', key: deploymentKey(event.id) }
  return [
    ...unfit,
    ...activate(set, { kind: 'order', key: orderKey(event.id) }, height),
    ...activate(set, { kind: 'bid', key: bidKey(event.id) }, height),
    ...(set.has(group) ? [] : [deployment]),
    ...unknownProvider(set, event.id.provider),
  ]
}

function applyToSubject(set: WorkingSet, event: ChainEvent, height: number): RecordRef[] {
  const ref = subjectOf(event)
  const known = set.get(ref)
  if (known !== null && isPast(known, height)) return []
  const next = nextRecord(known?.record ?? null, event, height)
  if (next === null) return [ref]
  set.put({ record: next, evidence: { source: 'event', height } })
  return []
}

/** Whether a record already includes what happened at `height`; one made by an event of that block may not yet. */
const isPast = ({ evidence }: Known, height: number) =>
  evidence.source === 'state' ? evidence.height >= height : evidence.height > height

/** A lease makes its order and its bid active without an event (akash-network/node x/market/keeper CreateLease). */
function activate(set: WorkingSet, ref: RecordRef, height: number): RecordRef[] {
  const known = set.get(ref)
  if (known === null) return [ref]
  if (isPast(known, height)) return []
  const { record } = known
  if ((record.kind !== 'order' && record.kind !== 'bid') || record.state !== 'open') return [ref]
  const active: Order | Bid = { ...record, state: 'active' }
  set.put({ record: active, evidence: { source: 'event', height } })
  return []
}

/** A provider that nobody has told us of: its record, and what auditors signed of it. */
function unknownProvider(set: WorkingSet, address: string): RecordRef[] {
  if (set.has({ kind: 'provider', key: address })) return []
  return [
    { kind: 'provider', key: address },
    { kind: 'audits', key: address },
  ]
}
