import type { Position } from '#store/query/keyset.ts'
import type { LeaseOrder } from '#store/query/lease-filter.ts'
import type { LeaseRow } from '#store/query/lease-row.ts'

/** The sort values of a lease, as `leaseSorts` names them. */
export function leasePosition(order: LeaseOrder, lease: LeaseRow): Position {
  if (order === 'CLOSED_DESC') return [String(lease.closedHeight ?? 0), lease.key]
  if (order === 'PRICE_DESC') return [lease.price.amount, lease.key]
  return [String(lease.createdHeight), lease.key]
}
