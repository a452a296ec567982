import type { ChainEvent } from './event.ts'
import type { Lease } from './record.ts'

/** What the chain tells of a lease by event. */
export type LeaseEvent = Extract<
  ChainEvent,
  { kind: 'lease-created' | 'lease-closed' | 'lease-reclaim-started' }
>

export const isOpenLease = (lease: Lease) => lease.state === 'active' || lease.state === 'reclaiming'

/**
 * The lease automaton: ∅ → active → {closed, insufficient_funds}, active → reclaiming → the same.
 * Terminal is terminal. Null where the event does not fit the lease: then only chain state can tell.
 * The reason decides the final state, as seen on a real node (akash-network/node x/market/keeper).
 */
export function nextLease(lease: Lease | null, event: LeaseEvent, height: number): Lease | null {
  if (event.kind === 'lease-created') return lease === null ? newLease(event, height) : null
  if (lease === null || !isOpenLease(lease)) return null
  if (event.kind === 'lease-closed') return closedLease(lease, event.reason, height)
  return {
    ...lease,
    state: 'reclaiming',
    reclaim: {
      windowSeconds: lease.reclaim?.windowSeconds ?? 0,
      startedHeight: height,
      deadline: event.deadline,
      reason: event.reason,
    },
  }
}

function newLease(event: Extract<LeaseEvent, { kind: 'lease-created' }>, height: number): Lease {
  return {
    kind: 'lease',
    id: event.id,
    state: 'active',
    price: event.price,
    createdHeight: height,
    closedHeight: null,
    closeReason: null,
    reclaim: null,
  }
}

const closedLease = (
  lease: Lease,
  closeReason: NonNullable<Lease['closeReason']>,
  closedHeight: number,
): Lease => ({
  ...lease,
  state: closeReason === 'insufficient_funds' ? 'insufficient_funds' : 'closed',
  closedHeight,
  closeReason,
})
