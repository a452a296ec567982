import type { Draft, Namespace, ProviderLeasedIP, Service } from '#agent/kube/kube-objects.ts'
import type { LeaseRef } from '#agent/model/lease-ref.ts'
import type { PortWish } from '#agent/model/port-wish.ts'
import { buildAnchor } from '#agent/object/anchor.ts'
import { buildPortService } from '#agent/object/port-service.ts'
import { leaseLabels, managedLabel } from '#agent/stock/lease-labels.ts'
import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { plipLabels, plipName } from '#agent/stock/plip.ts'
import { portServiceName } from '#agent/stock/port-service-name.ts'
import { sharingKey } from '#agent/stock/sharing-key.ts'
import { addressOf } from '#devnet/simulation/random.ts'

export const AGENT_NAMESPACE = 'ipgw-agent'
export const PROVIDER = addressOf('bench', 'provider')

type Wish = Omit<PortWish, 'source'>

/** An endpoint of an owner and a lease of its own. */
export interface AgentEndpoint {
  readonly lease: LeaseRef
  readonly sharingKey: string
  readonly wishes: readonly Wish[]
}

/** The same number with TCP and with UDP, and another one. */
const PORTS = [
  { externalPort: 443, port: 3000, protocol: 'TCP' },
  { externalPort: 443, port: 3000, protocol: 'UDP' },
  { externalPort: 30_000, port: 4000, protocol: 'TCP' },
] as const

/** The same index gives the same endpoint; `ports`: 1 to 3. */
export function agentEndpoint(index: number, ports: number = PORTS.length): AgentEndpoint {
  const owner = addressOf('bench', `owner-${index}`)
  const lease = { owner, dseq: 1_000n + BigInt(index), gseq: 1, oseq: 1, provider: PROVIDER }
  return endpointOf(lease, sharingKey(owner, 'front'), ports)
}

export const agentEndpoints = (count: number, ports?: number) =>
  Array.from({ length: count }, (_, index) => agentEndpoint(index, ports))

/** The same endpoint at another lease of its owner. */
export const withDseq = ({ lease, sharingKey, wishes }: AgentEndpoint, dseq: bigint): AgentEndpoint =>
  endpointOf({ ...lease, dseq }, sharingKey, wishes.length)

const endpointOf = (lease: LeaseRef, sharingKey: string, ports: number): AgentEndpoint => ({
  lease,
  sharingKey,
  wishes: PORTS.slice(0, ports).map((port) => ({ lease, service: 'web', sharingKey, ...port })),
})

/** As the stock provider makes it. */
export function namespaceDraft(lease: LeaseRef): Draft<Namespace> {
  const name = leaseNamespace(lease)
  const labels = { [managedLabel]: 'true', 'akash.network/namespace': name, ...leaseLabels(lease) }
  return { metadata: { name, labels } }
}

/** As the stock provider writes it. */
export function plipDraft(wish: Wish): Draft<ProviderLeasedIP> {
  const { lease, service, port, externalPort, protocol, sharingKey } = wish
  const spec = {
    lease_id: { ...lease, dseq: String(lease.dseq) },
    service_name: service,
    port,
    external_port: externalPort,
    sharing_key: sharingKey,
    protocol,
  }
  return { metadata: { namespace: 'lease', name: plipName(wish), labels: plipLabels(wish) }, spec }
}

/** What the agent makes of an endpoint: the anchor first. */
export interface EndpointServices {
  readonly anchor: Draft<Service>
  readonly ports: readonly Draft<Service>[]
}

export function serviceDrafts(
  { lease, sharingKey, wishes }: AgentEndpoint,
  address: string,
): EndpointServices {
  const { owner } = lease
  const note = {
    owner,
    sharingKey,
    state: 'leased',
    since: new Date(),
    until: null,
    leases: [lease],
  } as const
  return {
    anchor: buildAnchor({ namespace: AGENT_NAMESPACE, address, note }),
    ports: wishes.map((wish) =>
      buildPortService({
        wish: { ...wish, source: { kind: 'ProviderLeasedIP', namespace: 'lease', name: '', uid: '' } },
        namespace: leaseNamespace(lease),
        name: portServiceName(wish),
        address,
        spare: null,
      }),
    ),
  }
}

/** The same to MetalLB, and nothing to an agent. */
export const asForeign = ({ anchor, ports }: EndpointServices): EndpointServices => ({
  anchor: foreign(anchor),
  ports: ports.map(foreign),
})

function foreign(draft: Draft<Service>): Draft<Service> {
  const labels = Object.entries(draft.metadata.labels ?? {})
  const renamed = labels.map(([name, value]) => [name.replace('akash.network', 'floor.network'), value])
  return { ...draft, metadata: { ...draft.metadata, labels: Object.fromEntries(renamed) } }
}

/** From 198.18.0.0 on. */
export const nthAddress = (index: number) => `198.18.${index >> 8}.${index & 255}`
