import { expect } from 'vitest'
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
import { type DevCluster, type DevClusterOptions, openDevCluster } from '#devnet/cluster/dev-cluster.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { randomId } from '#platform/random-id.ts'
import { type Agent, type AgentOptions, startAgent } from './agent.ts'
import { aroundWrites } from './kube/around-writes.ts'
import { createKubeClient, type KubeClient } from './kube/kube-client.ts'
import type { LeaseWord } from './model/chain-word.ts'
import { type LeaseRef, leaseRefKey } from './model/lease-ref.ts'
import type { AgentPolicy } from './model/policy.ts'
import type { PortWish, Protocol } from './model/port-wish.ts'
import { leaseNamespace } from './stock/lease-namespace.ts'
import { plipLabels, plipName } from './stock/plip.ts'
import { sharingKey } from './stock/sharing-key.ts'
import { lease as someLease } from './stock/test-wishes.ts'

const MANAGER = 'stock-provider'

export const testPolicy: AgentPolicy = {
  provider: someLease.provider,
  agentNamespace: 'ipgw-agent',
  metallbNamespace: 'metallb-system',
  holdAfterCloseMs: 0,
  quarantineMs: 600_000,
  maxHoldsPerOwner: 2,
  chainWordMs: 60_000,
  vanishGraceMs: 1000,
  massVanishShare: 0.2,
  refusedAfterMs: 2000,
}

export interface TestPort {
  readonly lease: LeaseRef
  readonly endpoint?: string
  readonly service?: string
  readonly port?: number
  readonly externalPort?: number
  readonly protocol?: Protocol
}

/** A cluster with the stock provider's part played by the test, and agents over the real client. */
export class TestBed {
  readonly cluster: DevCluster
  readonly #opened: (() => Promise<void>)[] = []
  /** What the chain says; a lease that is not here is active. */
  readonly words = new Map<string, LeaseWord>()
  readonly asked: string[] = []

  constructor(cluster: DevCluster) {
    this.cluster = cluster
  }

  /** An agent that counts its writes in `writes`. */
  startAgent(options: Partial<AgentOptions> = {}): { agent: Agent; writes: string[] } {
    const { server, token } = this.cluster.config
    const access = { server, tls: {}, namespace: null, authorization: async () => `Bearer ${token}` }
    const client = createKubeClient(access)
    const writes: string[] = []
    const agent = startAgent({
      mode: 'drive',
      policy: testPolicy,
      manifestNamespace: 'lease',
      client: countWrites(client, writes),
      identity: `test-${randomId()}`,
      oracle: {
        ask: async (lease) => {
          this.asked.push(leaseRefKey(lease))
          return this.words.get(leaseRefKey(lease)) ?? 'active'
        },
      },
      metallbMetrics: null,
      metrics: createMetrics({ processMetrics: false }),
      clock: systemClock,
      random: Math.random,
      makeId: randomId,
      log: createLog({ level: process.env.TEST_LOG === 'on' ? 'info' : 'silent', format: 'json' }),
      limits: { resyncMs: 500 },
      ...options,
    })
    const stop = once(async () => {
      await agent.stop()
      await client.close()
    })
    this.#opened.push(stop)
    return { agent: { ...bound(agent), stop }, writes }
  }

  /** An agent, and a lease for each of the ports that it has opened. */
  async opened(...ports: readonly TestPort[]): Promise<{ agent: Agent; writes: string[] }> {
    const started = this.startAgent()
    for (const port of ports) {
      if (!this.hasNamespace(port.lease)) this.addNamespace(port.lease)
      this.addPlip(port)
    }
    await expect.poll(() => openPorts(started.agent), soon).toBe(ports.length)
    return started
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

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((stop) => stop()))
    await this.cluster.stop()
  }
}

/** What the tests wait for comes within moments, on a busy machine within seconds. */
export const soon = { timeout: 15_000, interval: 10 }

export const openPorts = (agent: Pick<Agent, 'state'>) =>
  agent.state().verdicts.flatMap(({ ports }) => ports.filter(({ state }) => state === 'open')).length

export async function openTestBed(options: Partial<DevClusterOptions> = {}): Promise<TestBed> {
  const cluster = await openDevCluster({
    seed: 'agent',
    now: () => new Date(),
    pools: { default: { addresses: ['198.51.100.0/28'] } },
    namespaces: ['lease', 'ipgw-agent'],
    ...options,
  })
  return new TestBed(cluster)
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

const countWrites = (client: KubeClient, writes: string[]): KubeClient =>
  aroundWrites(client, ({ verb, resource, name }, send) => {
    if (resource.plural !== 'leases') writes.push(`${verb} ${resource.plural} ${name}`)
    return send()
  })

const bound = (agent: Agent) => ({
  state: () => agent.state(),
  onChange: (listener: () => void) => agent.onChange(listener),
})

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => (done ??= work())
}
