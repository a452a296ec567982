import { samePrice } from '#domain/price.ts'
import type { ChainRecord } from '#domain/record.ts'
import { recordFault } from '#domain/record-fault.ts'
import type { Told } from './told.ts'

// A node that lies about one thing forgets to lie about the others: what it says must at least fit itself.

const closedStates = ['closed', 'insufficient_funds']
const isClosed = (record: ChainRecord) => 'state' in record && closedStates.includes(record.state)

/** Where a record does not fit itself; null where it does. */
export function recordContradiction(record: ChainRecord | null): string | null {
  if (record === null) return null
  const fault = recordFault(record)
  if (fault !== null || record.kind !== 'lease' || isClosed(record)) return fault
  const started = record.reclaim?.startedHeight ?? null
  return (record.state === 'reclaiming') === (started !== null)
    ? null
    : `a lease that is ${record.state} has another reclaim`
}

/** Where a lease does not fit the bid that won it, which lives as long as the lease; null where it does. */
export function bidContradiction(lease: ChainRecord | null, bid: ChainRecord | null): string | null {
  if (lease?.kind !== 'lease' || bid?.kind !== 'bid') return null
  return isClosed(lease) === (bid.state === 'active')
    ? `its lease is ${lease.state}, its bid ${bid.state}`
    : null
}

/** Where a node's events of a block do not fit its own state before and after that block; null where they do. */
export function eventContradiction(
  told: Told,
  before: ChainRecord | null,
  after: ChainRecord | null,
): string | null {
  const flaw = recordContradiction(before) ?? recordContradiction(after)
  if (flaw !== null) return flaw
  if (told.created !== (before === null && after !== null))
    return 'its state and its events differ on the creation'
  const wasClosed = before !== null && isClosed(before)
  const closes = after !== null && isClosed(after) && !wasClosed
  if (told.closed !== closes) return 'its state and its events differ on the closing'
  return after === null ? null : detailContradiction(told, after)
}

function detailContradiction(told: Told, record: ChainRecord): string | null {
  if (told.price !== null && 'price' in record && !samePrice(told.price, record.price))
    return 'its state and its events differ on the price'
  if (told.hash !== null && record.kind === 'deployment' && told.hash !== record.hash)
    return 'its state and its events differ on the manifest hash'
  if (record.kind !== 'lease' || told.reason === null || told.reason === 'unknown') return null
  return told.reason === record.closeReason
    ? null
    : 'its state and its events differ on the reason of the closing'
}

/** What a node claims of a record, as far as its events can bear it out. */
export interface Claim {
  readonly created: number | null
  readonly closed: number | null
}

export function claimOf(record: ChainRecord | null): Claim {
  if (record === null || !('createdHeight' in record)) return { created: null, closed: null }
  return { created: record.createdHeight, closed: 'closedHeight' in record ? record.closedHeight : null }
}

/** Where a node's claim does not fit its own events at `height`; null where it does, or where they cannot tell. */
export function claimContradiction(record: ChainRecord | null, height: number, told: Told): string | null {
  const claim = claimOf(record)
  if (told.created !== (claim.created === height))
    return `its events of block ${height} differ on the creation`
  const tellsClosing = record === null || 'closedHeight' in record
  if (tellsClosing && told.closed !== (claim.closed === height))
    return `its events of block ${height} differ on the closing`
  return record === null ? null : detailContradiction(told, record)
}
