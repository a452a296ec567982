import type { Lease } from './kube-objects.ts'

/** A Lease and when this version of it was first seen here, in milliseconds of our monotonic clock. */
export interface SeenLease {
  readonly lease: Lease
  readonly seenAtMs: number
}

export interface Candidate {
  readonly identity: string
  /** Whether it held the Lease when it looked last. */
  readonly held: boolean
}

/**
 * What a candidate does about a Lease. `acquire`: it is free, or there is none; `renew`: it is ours; `lost`: it was
 * ours and is somebody's; `wait`: it is somebody's for so many milliseconds at least.
 */
export type LeaseStep =
  | { readonly do: 'acquire' }
  | { readonly do: 'renew' }
  | { readonly do: 'lost' }
  | { readonly do: 'wait'; readonly ms: number }

export const LEASE_SECONDS = 15

/**
 * The holder's clock is not asked: a Lease is over when it stood unchanged for its duration by our own clock, counted
 * from when we saw it, which is later than when it was written. `seen` null: there is no Lease.
 */
export function leaseStep(seen: SeenLease | null, { identity, held }: Candidate, nowMs: number): LeaseStep {
  const { holderIdentity = '', leaseDurationSeconds = LEASE_SECONDS } = seen?.lease.spec ?? {}
  if (seen === null || holderIdentity === '') return { do: 'acquire' }
  if (holderIdentity === identity) return { do: 'renew' }
  const ms = seen.seenAtMs + leaseDurationSeconds * 1000 - nowMs
  if (ms <= 0) return { do: 'acquire' }
  return held ? { do: 'lost' } : { do: 'wait', ms }
}

/** What is seen after a look: a version that is known already was not seen just now. */
export function see(before: SeenLease | null, lease: Lease, nowMs: number): SeenLease {
  return before?.lease.metadata.resourceVersion === lease.metadata.resourceVersion
    ? before
    : { lease, seenAtMs: nowMs }
}

/** As the API wants times of a Lease: six digits of a second. */
export const microTime = (time: Date) => time.toISOString().replace('Z', '000Z')
