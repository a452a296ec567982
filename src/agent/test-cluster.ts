import {
  configMaps,
  events,
  ipAddressPools,
  leasedIpOverrides,
  namespaces,
  providerLeasedIps,
  services,
} from '#devnet/cluster/api/kind.ts'
import type { JsonObject, KubeObject } from '#devnet/cluster/api/object.ts'
import type { DevCluster } from '#devnet/cluster/dev-cluster.ts'
import { systemClock } from '#platform/clock.ts'
import type { LeaseRef } from './model/lease-ref.ts'
import type { PortWish, Protocol } from './model/port-wish.ts'
import { leaseNamespace } from './stock/lease-namespace.ts'
import { plipLabels, plipName } from './stock/plip.ts'
import { sharingKey } from './stock/sharing-key.ts'
import { lease as someLease } from './stock/test-wishes.ts'

const MANAGER = 'stock-provider'

export interface TestPort {
  readonly lease: LeaseRef
  readonly endpoint?: string
  readonly service?: string
  readonly port?: number
  readonly externalPort?: number
  readonly protocol?: Protocol
}

/** A cluster with the stock provider's part played by the test. */
export class TestCluster {
  readonly cluster: DevCluster

  constructor(cluster: DevCluster) {
    this.cluster = cluster
  }

  addNamespace(lease: LeaseRef): void {
    const name = leaseNamespace(lease)
    const labels = { 'akash.network': 'true', 'akash.network/namespace': name }
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
    this.cluster.api.create({ kind: namespaces }, body, MANAGER)
  }

  hasNamespace(lease: LeaseRef): boolean {
    return this.cluster.api.store.get(namespaces, leaseNamespace(lease)) !== null
  }

  removeNamespace(lease: LeaseRef): void {
    this.cluster.api.delete({ kind: namespaces, name: leaseNamespace(lease) })
  }

  addPlip(port: TestPort): void {
    const wish = wishOf(port)
    const body = {
      apiVersion: 'akash.network/v2beta2',
      kind: 'ProviderLeasedIP',
      metadata: { name: plipName(wish), namespace: 'lease', labels: plipLabels(wish) },
      spec: {
        lease_id: { ...wish.lease, dseq: String(wish.lease.dseq) },
        service_name: wish.service,
        port: wish.port,
        external_port: wish.externalPort,
        sharing_key: wish.sharingKey,
        protocol: wish.protocol,
      },
    }
    this.cluster.api.create({ kind: providerLeasedIps, namespace: 'lease' }, body, MANAGER)
  }

  removePlip(port: TestPort): void {
    this.cluster.api.delete({ kind: providerLeasedIps, namespace: 'lease', name: plipName(wishOf(port)) })
  }

  addOverride(lease: LeaseRef, endpoint: string, spec: Readonly<Record<string, unknown>>): void {
    const body = {
      apiVersion: 'ipgw.akash.network/v1alpha1',
      kind: 'LeasedIPOverride',
      metadata: { name: sharingKey(lease.owner, endpoint), namespace: 'ipgw-agent' },
      spec: { owner: lease.owner, endpoint, ...spec },
    } as KubeObject
    this.cluster.api.create({ kind: leasedIpOverrides, namespace: 'ipgw-agent' }, body, MANAGER)
  }

  override(lease: LeaseRef, endpoint: string): KubeObject {
    const name = sharingKey(lease.owner, endpoint)
    return this.cluster.api.get({ kind: leasedIpOverrides, namespace: 'ipgw-agent', name })
  }

  /** "namespace/name" → ports and address, of everything that exists. */
  services(): KubeObject[] {
    return [...this.cluster.api.store.list(services)]
  }

  /** The addresses of a lease's ports, by "PROTOCOL/number". */
  portsOf(lease: LeaseRef): Record<string, string> {
    const own = this.services().filter(({ metadata }) => metadata.namespace === leaseNamespace(lease))
    return Object.fromEntries(own.map((service) => [portText(service), addressOf(service)]))
  }

  anchors(): Record<string, string> {
    const own = this.services().filter(({ metadata }) => metadata.namespace === 'ipgw-agent')
    return Object.fromEntries(
      own.map((anchor) => [
        anchor.metadata.annotations?.['ipgw.akash.network/endpoint'] ?? '',
        `${anchor.metadata.annotations?.['ipgw.akash.network/state']} ${addressOf(anchor)}`,
      ]),
    )
  }

  targetOf(lease: LeaseRef, port: number): number | null {
    const parts = this.services().map((service) => service as unknown as ServiceParts)
    const own = parts.filter(({ metadata }) => metadata.namespace === leaseNamespace(lease))
    return own.flatMap(({ spec }) => spec?.ports ?? []).find((each) => each.port === port)?.targetPort ?? null
  }

  /** Services of which the log shows two addresses. */
  moves(): string[] {
    const seen = new Map<string, Set<string>>()
    for (const { kind, object } of this.cluster.log()) {
      const address = kind === services ? addressOf(object) : 'pending'
      const { uid = '' } = object.metadata
      if (address !== 'pending') seen.set(uid, (seen.get(uid) ?? new Set()).add(address))
    }
    return [...seen].flatMap(([uid, addresses]) => (addresses.size > 1 ? [`${uid} ${[...addresses]}`] : []))
  }

  /** Reasons of the Events about objects of one kind. */
  eventReasons(kind: string): string[] {
    const all = this.cluster.api.store.list(events).map((event) => event as unknown as EventParts)
    return all.filter(({ involvedObject }) => involvedObject.kind === kind).map(({ reason }) => reason)
  }

  namespaceOf(lease: LeaseRef): string {
    return leaseNamespace(lease)
  }

  /** What the ConfigMap of a lease says; null: there is none. */
  leasedIps(lease: LeaseRef): unknown {
    const found = this.cluster.api.store.get(configMaps, `${leaseNamespace(lease)}/akash-leased-ips`)
    const data = (found as unknown as { readonly data?: Readonly<Record<string, string>> } | null)?.data
    return data === undefined ? null : JSON.parse(data['leased-ips.json'] ?? 'null')
  }

  /** Waits until nothing was written for a second. */
  async quiet(writes: readonly string[]): Promise<void> {
    for (let before = -1; before !== writes.length; ) {
      before = writes.length
      await systemClock.sleep(1000)
    }
  }

  editPool(name: string, spec: Readonly<Record<string, unknown>>): void {
    const target = { kind: ipAddressPools, namespace: 'metallb-system', name }
    this.cluster.api.patch(target, { spec } as JsonObject, MANAGER)
  }
}

export const leaseOf = (dseq: number, owner = someLease.owner): LeaseRef => ({
  ...someLease,
  owner,
  dseq: BigInt(dseq),
})

const wishOf = (port: TestPort): Omit<PortWish, 'source'> => {
  const { lease, endpoint = 'front', service = 'web', externalPort = 80, protocol = 'TCP' } = port
  const key = sharingKey(lease.owner, endpoint)
  return { lease, service, externalPort, port: port.port ?? 3000, protocol, sharingKey: key }
}

interface EventParts {
  readonly reason: string
  readonly involvedObject: { readonly kind: string }
}

interface ServiceParts {
  readonly metadata: { readonly namespace: string }
  readonly spec?: {
    readonly ports?: readonly {
      readonly protocol: string
      readonly port: number
      readonly targetPort: number
    }[]
  }
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { readonly ip: string }[] } }
}

function portText(service: KubeObject): string {
  const [port] = (service as unknown as ServiceParts).spec?.ports ?? []
  return `${port?.protocol}/${port?.port}`
}

function addressOf(service: KubeObject): string {
  return (service as unknown as ServiceParts).status?.loadBalancer?.ingress?.[0]?.ip ?? 'pending'
}
