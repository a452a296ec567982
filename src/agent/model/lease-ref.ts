import type { LeaseId } from '#domain/ids.ts'

/** A lease as a provider's cluster names it: everything but the bid's sequence number, which no label carries. */
export type LeaseRef = Omit<LeaseId, 'bseq'>

/** How the stock provider writes it: "owner/dseq/gseq/oseq/provider"; the lease's namespace is a hash of this text. */
export const leaseRefKey = (lease: LeaseRef) =>
  `${lease.owner}/${lease.dseq}/${lease.gseq}/${lease.oseq}/${lease.provider}`
