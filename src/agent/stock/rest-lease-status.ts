import type { LeaseRef } from '../model/lease-ref.ts'
import type { EndpointVerdict, PortVerdict } from '../model/verdict.ts'
import { readLeaseRefKey } from './lease-labels.ts'

/** An entry of `/ip-lease-status`, under the stock provider's names: a port that is open. */
export interface StockPort {
  /** In the pod. */
  readonly Port: number
  readonly ExternalPort: number
  readonly ServiceName: string
  readonly IP: string
  readonly Protocol: string
}

/** whole: every open port of the lease; brief: one for each endpoint of it. */
export type StatusForm = 'whole' | 'brief'

/**
 * The open ports of a lease; of what is pending nothing, because the stock provider fails the status of the whole lease,
 * services and all, for anything but a list.
 */
export function stockLeaseStatus(
  holdings: readonly EndpointVerdict[],
  lease: LeaseRef,
  form: StatusForm,
): readonly StockPort[] {
  return holdings.flatMap(({ owner, address, ports }) => {
    if (owner !== lease.owner || address === null) return []
    const open = ports.filter((port) => port.state === 'open' && isOf(port, lease))
    return open.slice(0, form === 'brief' ? 1 : open.length).map((port) => entryOf(port, address))
  })
}

const isOf = ({ lease: { owner, dseq, gseq, oseq, provider } }: PortVerdict, lease: LeaseRef) =>
  dseq === lease.dseq &&
  gseq === lease.gseq &&
  oseq === lease.oseq &&
  owner === lease.owner &&
  provider === lease.provider

const entryOf = ({ port, externalPort, service, protocol }: PortVerdict, address: string): StockPort => ({
  Port: port,
  ExternalPort: externalPort,
  ServiceName: service,
  IP: address,
  Protocol: protocol,
})

/** The parts of the path as they came. */
export type LeasePath = { readonly [Part in 'owner' | 'dseq' | 'gseq' | 'oseq']: string }

/** The lease of this provider that a path names; null where a part is not what it must be, to which stock says 404. */
export const readLeasePath = ({ owner, dseq, gseq, oseq }: LeasePath, provider: string): LeaseRef | null =>
  readLeaseRefKey([owner, dseq, gseq, oseq, provider].join('/'))
