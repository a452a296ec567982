import type { Change, Json } from './change.ts'
import { changeKinds } from './change.ts'
import type { Price } from './price.ts'
import type { Bid, ChainRecord, Deployment, Lease, Order } from './record.ts'
import { recordKey } from './record.ts'

/** The last second that a JavaScript date can name (ECMAScript 2023, 21.4.1.1). */
const LAST_SECOND = 8_640_000_000_000

/**
 * The changes that a record itself proves, oldest first: made of chain facts alone, so that they are the
 * same whether we saw the block, read the state years later, or repaired a row.
 * What a record does not tell (an order's or bid's closing, updates) is in the feed only.
 */
export function pastChanges(record: ChainRecord): Change[] {
  switch (record.kind) {
    case 'lease':
      return leaseChanges(record)
    case 'deployment':
      return deploymentChanges(record)
    case 'order':
      return [created(record, 'ORDER_CREATED', { state: 'OPEN' })]
    case 'bid':
      return [created(record, 'BID_CREATED', { state: 'OPEN', price: priceJson(record.price) })]
    case 'group':
    case 'provider':
    case 'audits':
    case 'escrow':
      return []
  }
}

function leaseChanges(lease: Lease): Change[] {
  const subject = recordKey(lease)
  const changes = [created(lease, 'LEASE_CREATED', { state: 'ACTIVE', price: priceJson(lease.price) })]
  const started = lease.reclaim?.startedHeight ?? null
  if (lease.reclaim !== null && started !== null)
    changes.push({
      kind: 'LEASE_RECLAIM_STARTED',
      subject,
      height: started,
      before: { state: 'ACTIVE' },
      after: {
        state: 'RECLAIMING',
        deadline: isoSecond(lease.reclaim.deadline),
        reason: upper(lease.reclaim.reason),
      },
    })
  if (lease.closedHeight !== null)
    changes.push({
      kind: 'LEASE_CLOSED',
      subject,
      height: lease.closedHeight,
      before: { state: started === null ? 'ACTIVE' : 'RECLAIMING' },
      after: { state: upper(lease.state), closeReason: upper(lease.closeReason) },
    })
  return changes
}

function deploymentChanges(deployment: Deployment): Change[] {
  const changes = [created(deployment, 'DEPLOYMENT_CREATED', { state: 'ACTIVE' })]
  if (deployment.closedHeight !== null)
    changes.push({
      kind: 'DEPLOYMENT_CLOSED',
      subject: recordKey(deployment),
      height: deployment.closedHeight,
      before: { state: 'ACTIVE' },
      after: { state: 'CLOSED' },
    })
  return changes
}

function created(record: Deployment | Order | Bid | Lease, kind: Change['kind'], after: Json): Change {
  return { kind, subject: recordKey(record), height: record.createdHeight, before: null, after }
}

/** A price as changes carry it. */
export const priceJson = (price: Price): Json => ({ denom: price.denom, amount: price.amount })

const upper = (word: string | null): string | null => (word === null ? null : word.toUpperCase())

/** RFC 3339 of a unix second; null where there is none or no calendar has it. */
function isoSecond(second: number | null): string | null {
  if (second === null || Math.abs(second) > LAST_SECOND) return null
  return new Date(second * 1000).toISOString()
}

/** The id of a change: a function of kind, subject and height and of nothing else. */
export const changeId = (change: Pick<Change, 'kind' | 'subject' | 'height'>) =>
  `${change.kind}/${change.subject}@${change.height}`

const rank = new Map(changeKinds.map((kind, index) => [kind, index]))

/** Feed order: by height, then by the order of `changeKinds`, then by subject in code-unit order. */
export function compareChanges(a: Change, b: Change): number {
  const byKind = (rank.get(a.kind) ?? 0) - (rank.get(b.kind) ?? 0)
  return a.height - b.height || byKind || (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0)
}
