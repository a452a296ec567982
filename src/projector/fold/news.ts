import type { Change, ChangeKind, Json } from '#domain/change.ts'
import type { BlockFacts, ChainEvent } from '#domain/event.ts'
import { subjectOf } from '#domain/event-subject.ts'
import { changeId, compareChanges, pastChanges, priceJson } from '#domain/past-changes.ts'
import { samePrice } from '#domain/price.ts'
import type { ChainRecord } from '#domain/record.ts'
import { recordKey, refOf, refText } from '#domain/record.ts'
import type { Known } from '../ports.ts'

/** The heights that a batch covers, and the one at which bootstrap read state: up to there it is history. */
export interface Window {
  readonly from: number
  readonly to: number
  readonly bootstrapHeight: number
}

/**
 * What the feed must tell after a batch: what the records now prove and the events alone tell, in feed order,
 * each once. A change beyond `to` is left for the batch that reaches it.
 */
export function newsOf(
  records: readonly ChainRecord[],
  before: ReadonlyMap<string, ChainRecord>,
  window: Window,
): Change[] {
  return records.flatMap((record) => {
    const old = before.get(refText(refOf(record))) ?? null
    const told = new Set((old === null ? [] : pastChanges(old)).map(changeId))
    const proven = pastChanges(record).filter((change) => isNews(change, told, window))
    return [...proven, ...priceChange(old, record, window)]
  })
}

function isNews(change: Change, told: ReadonlySet<string>, { from, to, bootstrapHeight }: Window): boolean {
  if (change.height >= from) return change.height <= to
  return change.height > bootstrapHeight && !told.has(changeId(change))
}

/** Prices move without an event when the chain migrates denominations. */
function priceChange(old: ChainRecord | null, record: ChainRecord, { to }: Window): Change[] {
  if (old?.kind !== 'lease' || record.kind !== 'lease' || samePrice(old.price, record.price)) return []
  const before = { price: priceJson(old.price) }
  const after = { price: priceJson(record.price) }
  return [{ kind: 'LEASE_PRICE_CHANGED', subject: recordKey(record), height: to, before, after }]
}

/**
 * Changes that no record remembers: closings of orders and bids, updates, providers. Nothing is told of `absent`
 * records, texts of references: an event named them, and the chain does not have them.
 */
export function eventNews(blocks: readonly BlockFacts[], absent: ReadonlySet<string> = new Set()): Change[] {
  return blocks.flatMap((block) =>
    block.events
      .filter(({ event }) => !absent.has(refText(subjectOf(event))))
      .flatMap(({ event }) => toChange(event, block.height)),
  )
}

const told: Partial<Record<ChainEvent['kind'], ChangeKind>> = {
  'deployment-updated': 'DEPLOYMENT_UPDATED',
  'order-closed': 'ORDER_CLOSED',
  'bid-closed': 'BID_CLOSED',
  'provider-created': 'PROVIDER_CREATED',
  'provider-updated': 'PROVIDER_UPDATED',
  'audit-created': 'PROVIDER_UPDATED',
  'audit-deleted': 'PROVIDER_UPDATED',
}

function toChange(event: ChainEvent, height: number): Change[] {
  const kind = told[event.kind]
  if (kind === undefined) return []
  return [{ kind, subject: subjectOf(event).key, height, before: null, after: afterOf(event) }]
}

function afterOf(event: ChainEvent): Json {
  if (event.kind === 'deployment-updated') return { hash: event.hash }
  return event.kind === 'order-closed' || event.kind === 'bid-closed' ? { state: 'CLOSED' } : null
}

/** Feed order, the last of several with one id (two manifest updates in one block) wins. */
export function inFeedOrder(changes: readonly Change[]): Change[] {
  return [...new Map(changes.map((change) => [changeId(change), change])).values()].sort(compareChanges)
}

export const recordsByRef = (known: readonly Known[]) =>
  new Map(known.map(({ record }) => [refText(refOf(record)), record]))
