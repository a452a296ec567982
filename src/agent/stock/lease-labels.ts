import { isFailure } from '#domain/failure.ts'
import { parseAddress, parseUint32, parseUint64 } from '#domain/ids.ts'
import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'

/** On everything that the stock provider makes for leases. */
export const managedLabel = 'akash.network'
/** On every Service with a leased IP; a stock operator lists by this and the label above. */
export const targetLabel = 'akash.network/service-target'
export const targetMetalLb = 'metal-lb'
/** On pods: which service of the SDL they are. */
export const serviceLabel = 'akash.network/manifest-service'

/** The longest value of a label. */
const MAX_VALUE = 63
const leaseLabel = (part: keyof LeaseRef) => `akash.network/lease.id.${part}`

export type Labels = Readonly<Record<string, string>>

/** The labels by which the stock provider finds what belongs to a lease. */
export const leaseLabels = (lease: LeaseRef): Labels => ({
  [leaseLabel('owner')]: lease.owner,
  [leaseLabel('dseq')]: String(lease.dseq),
  [leaseLabel('gseq')]: String(lease.gseq),
  [leaseLabel('oseq')]: String(lease.oseq),
  [leaseLabel('provider')]: lease.provider,
})

/** The lease that labels name, or null where they do not name one. */
export function readLeaseLabels(labels: Labels): LeaseRef | null {
  const text = (part: keyof LeaseRef) => labels[leaseLabel(part)] ?? ''
  return readLease([text('owner'), text('dseq'), text('gseq'), text('oseq'), text('provider')])
}

/** Reads what `leaseRefKey` writes; null for anything else. */
export const readLeaseRefKey = (key: string): LeaseRef | null => readLease(key.split('/'))

function readLease([owner = '', dseq = '', gseq = '', oseq = '', provider = '', ...more]: readonly string[]) {
  try {
    const lease = {
      owner: parseAddress(owner),
      dseq: parseUint64(dseq),
      gseq: parseUint32(gseq),
      oseq: parseUint32(oseq),
      provider: parseAddress(provider),
    }
    return more.length === 0 ? lease : null
  } catch (error) {
    if (isFailure(error, 'BAD_USER_INPUT')) return null
    throw error
  }
}

/** Why no object can be labelled with a lease, or null. */
export function leaseLabelFault(lease: LeaseRef): string | null {
  const long = Object.entries(leaseLabels(lease)).find(([, value]) => value.length > MAX_VALUE)
  return long === undefined
    ? null
    : `the label ${long[0]} of ${leaseRefKey(lease)} would have ${long[1].length} characters, over ${MAX_VALUE}`
}
