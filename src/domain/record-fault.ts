import { isOpenLease } from './lease.ts'
import type { ChainRecord, Deployment, Lease } from './record.ts'

/**
 * What makes a record impossible, in words; null where nothing does. A node that serves such a record lies or is
 * broken: the record belongs in quarantine, not in front of the database's own checks.
 */
export function recordFault(record: ChainRecord): string | null {
  if (record.kind === 'lease') return leaseFault(record)
  return record.kind === 'deployment' ? closingFault(record, record.state === 'active') : null
}

function leaseFault(lease: Lease): string | null {
  if (isOpenLease(lease) !== (lease.closeReason === null))
    return `it is ${lease.state} with the reason ${lease.closeReason}`
  return closingFault(lease, isOpenLease(lease))
}

/** A closed record may lack its height: the chain has not always written one. */
function closingFault(
  { state, createdHeight, closedHeight }: Lease | Deployment,
  isOpen: boolean,
): string | null {
  if (closedHeight === null) return null
  if (isOpen) return `it is ${state} and closed at ${closedHeight}`
  return closedHeight < createdHeight
    ? `it closed at ${closedHeight}, before it was created at ${createdHeight}`
    : null
}
