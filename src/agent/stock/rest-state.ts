import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'
import type { EndpointVerdict, PortVerdict } from '../model/verdict.ts'
import { leaseNamespace } from './lease-namespace.ts'

type StateEntry = ReturnType<typeof stateEntry>

/** What `/state` says, for people: the ports that are asked for, by lease. */
export function stockState(
  holdings: readonly EndpointVerdict[],
): Readonly<Record<string, readonly StateEntry[]>> {
  const byLease = new Map<string, StateEntry[]>()
  for (const holding of holdings)
    for (const port of holding.ports) {
      const key = leaseRefKey(port.lease)
      const entries = byLease.get(key) ?? []
      entries.push(stateEntry(port, holding))
      byLease.set(key, entries)
    }
  return Object.fromEntries(byLease)
}

const stateEntry = (
  { lease, port, externalPort, service, protocol }: PortVerdict,
  { sharingKey }: EndpointVerdict,
) => ({
  'lease-id': leaseId(lease),
  namespace: leaseNamespace(lease),
  port,
  'external-port': externalPort,
  'service-name': service,
  'sharing-key': sharingKey,
  // Not in stock's, which takes TCP and UDP on one number for one.
  protocol,
})

/** As Go writes it, a number: a dseq is the height of a block, far below 2^53. */
const leaseId = (lease: LeaseRef) => ({ ...lease, dseq: Number(lease.dseq) })
