import type { ConfigMap, Draft } from '../kube/kube-objects.ts'
import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'
import type { EndpointVerdict, PortVerdict } from '../model/verdict.ts'
import { leaseLabels, managedLabel } from '../stock/lease-labels.ts'
import { leaseNamespace } from '../stock/lease-namespace.ts'
import { readSharingKey } from '../stock/sharing-key.ts'

/** The pods of a lease may mount it, or take an address from it into their environment. */
export const leasedIpsName = 'akash-leased-ips'

/** An endpoint as the workload sees it. */
export interface LeasedIp {
  /** The SDL's name, or its hash where that is no plain name. */
  readonly endpoint: string
  readonly address: string
  readonly ports: readonly Pick<PortVerdict, 'service' | 'externalPort' | 'port' | 'protocol'>[]
}

/** What each lease has, by `leaseRefKey`: endpoints with an address, and those of their ports that are open. */
export function leasedIpsByLease(
  verdicts: readonly EndpointVerdict[],
): ReadonlyMap<string, { readonly lease: LeaseRef; readonly leasedIps: readonly LeasedIp[] }> {
  const found = new Map<string, { lease: LeaseRef; leasedIps: LeasedIp[] }>()
  for (const { sharingKey, address, ports } of verdicts) {
    const endpoint = readSharingKey(sharingKey)?.endpoint ?? sharingKey
    const leases = new Map(ports.map(({ lease }) => [leaseRefKey(lease), lease]))
    for (const [key, lease] of leases) {
      const entry = found.get(key) ?? { lease, leasedIps: [] }
      found.set(key, entry)
      const own = ports.filter((port) => leaseRefKey(port.lease) === key)
      if (address !== null) entry.leasedIps.push({ endpoint, address, ports: openPorts(own) })
    }
  }
  return found
}

const openPorts = (ports: readonly PortVerdict[]): LeasedIp['ports'] =>
  ports
    .filter(({ state }) => state === 'open')
    .map(({ service, externalPort, port, protocol }) => ({ service, externalPort, port, protocol }))
    .sort((a, b) => a.externalPort - b.externalPort || compare(a.protocol, b.protocol))

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The same leased IPs in any order make the same object. */
export const buildConfigMap = (lease: LeaseRef, leasedIps: readonly LeasedIp[]): Draft<ConfigMap> => {
  const sorted = [...leasedIps].sort((a, b) => compare(a.endpoint, b.endpoint))
  return {
    metadata: {
      namespace: leaseNamespace(lease),
      name: leasedIpsName,
      labels: { [managedLabel]: 'true', ...leaseLabels(lease) },
    },
    data: {
      'leased-ips.json': JSON.stringify(sorted),
      ...Object.fromEntries(sorted.map(({ endpoint, address }) => [`${endpoint}.address`, address])),
    },
  }
}

/** Whether what is there says all that it should, and no more. */
export const isSameConfigMap = (there: Pick<ConfigMap, 'data'>, wanted: Draft<ConfigMap>) => {
  const data = Object.entries(wanted.data ?? {})
  return (
    data.length === Object.keys(there.data ?? {}).length &&
    data.every(([key, value]) => there.data?.[key] === value)
  )
}
