import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'
import type { Endpoint } from './endpoint.ts'

/** The leases that an endpoint serves, and `others` that it shall remember; each once, in the order of their names. */
export function leasesOf({ ports, services }: Endpoint, others: readonly LeaseRef[]): LeaseRef[] {
  const leases = [
    ...ports.map(({ wish }) => wish.lease),
    ...services.flatMap(({ lease }) => (lease === null ? [] : [lease])),
    ...others,
  ]
  const byKey = new Map(leases.map((lease) => [leaseRefKey(lease), lease]))
  return [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? [])
}

export const isSameLeases = (a: readonly LeaseRef[], b: readonly LeaseRef[]) =>
  a.length === b.length && new Set([...a, ...b].map(leaseRefKey)).size === a.length
