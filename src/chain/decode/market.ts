import type { ChainEvent } from '#domain/event.ts'
import { type Attributes, bidId, malformed, orderId, price, reason } from './attributes.ts'

export type EventDecoder = (attributes: Attributes) => ChainEvent

/** Typed events of x/market (akash/market/v1/event.proto), from v1.0.0 on. */
export const marketEvents: ReadonlyMap<string, EventDecoder> = new Map<string, EventDecoder>([
  ['akash.market.v1.EventOrderCreated', (a) => ({ kind: 'order-created', id: orderId(a) })],
  ['akash.market.v1.EventOrderClosed', (a) => ({ kind: 'order-closed', id: orderId(a) })],
  ['akash.market.v1.EventBidCreated', (a) => ({ kind: 'bid-created', id: bidId(a), price: price(a) })],
  ['akash.market.v1.EventBidClosed', (a) => ({ kind: 'bid-closed', id: bidId(a) })],
  ['akash.market.v1.EventLeaseCreated', (a) => ({ kind: 'lease-created', id: bidId(a), price: price(a) })],
  ['akash.market.v1.EventLeaseClosed', (a) => ({ kind: 'lease-closed', id: bidId(a), reason: reason(a) })],
  ['akash.market.v1.EventLeaseReclaimStarted', reclaimStarted],
])

function reclaimStarted(a: Attributes): ChainEvent {
  return {
    kind: 'lease-reclaim-started',
    id: bidId(a),
    reason: reason(a),
    deadline: unixSeconds(a.jsonText('deadline')),
  }
}

function unixSeconds(text: string): number {
  const seconds = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(seconds)) throw malformed(`the deadline is not a time: ${text.slice(0, 40)}`)
  return seconds
}
