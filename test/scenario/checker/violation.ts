/** What must not be. */
export const violationKinds = {
  LOG_BROKEN: 'the log lacks something: nothing else that is said can be trusted',
  TWO_OWNERS: 'one address on the Services of two owners, or of two endpoints, at the same moment',
  TAKEN: 'an address that is still kept for an endpoint was given to another one',
  MOVED: 'the address of an endpoint changed while it was kept',
  SPLIT: 'two Services of one endpoint have different addresses',
  FREED:
    'no Service held the address of an endpoint although a lease that wants it was not ended by the chain',
  RELEASED_TOO_SOON: 'the address was given up before its hold and quarantine were over',
  ANCHOR_LOST: 'the anchor of an endpoint was deleted while ports of it were there',
  FOREIGN_TOUCHED: 'a Service that is nobody’s business lost its address or was deleted',
  PORT_NOT_OPEN: 'at the end a wanted port is not open at the address of its endpoint',
  PORT_STALE: 'at the end a port is open that nobody wants',
  LEAKED:
    'at the end an address is held for an endpoint all of whose leases ended, after its hold and quarantine',
} as const

export type ViolationKind = keyof typeof violationKinds

export interface Violation {
  readonly kind: ViolationKind
  /** An endpoint, or a Service. */
  readonly subject: string
  readonly message: string
  readonly revision: number
}

export function countKinds(violations: readonly Violation[]): Partial<Record<ViolationKind, number>> {
  const counts: Partial<Record<ViolationKind, number>> = {}
  for (const { kind } of violations) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
