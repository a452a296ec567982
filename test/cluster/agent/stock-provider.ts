import type { LeaseRef } from '#agent/model/lease-ref.ts'
import type { Protocol } from '#agent/model/port-wish.ts'
import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { plipLabels, plipName } from '#agent/stock/plip.ts'
import { sharingKey } from '#agent/stock/sharing-key.ts'
import { type KubeApi, MERGE_PATCH } from '../../contract/kube-api.ts'

export interface LeasedPort {
  readonly lease: LeaseRef
  readonly endpoint: string
  readonly externalPort: number
  /** Default: 3000. */
  readonly port?: number
  /** Default: TCP. */
  readonly protocol?: Protocol
}

const PLIPS = '/apis/akash.network/v2beta2/namespaces/lease/providerleasedips'
const PORTS = 'labelSelector=akash.network%3Dtrue,akash.network/service-target%3Dmetal-lb'

interface PortService {
  readonly metadata: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }
  readonly spec: { readonly ports: readonly { readonly protocol: string; readonly port: number }[] }
  readonly status: { readonly loadBalancer: { readonly ingress?: readonly { readonly ip: string }[] } }
}

/** What the stock provider writes for leases, and what can be seen of them. */
export class StockProvider {
  readonly #kube: KubeApi

  constructor(kube: KubeApi) {
    this.#kube = kube
  }

  /** The namespace of a lease. */
  async openLease(lease: LeaseRef): Promise<void> {
    const name = leaseNamespace(lease)
    const labels = { 'akash.network': 'true', 'akash.network/namespace': name }
    await this.#kube.want('POST', '/api/v1/namespaces', { metadata: { name, labels } })
  }

  /** A port, or the same port of another lease or pod: the provider rewrites what is there. */
  async declare(leased: LeasedPort): Promise<void> {
    const { wish, spec } = partsOf(leased)
    const name = plipName(wish)
    const labels = plipLabels(wish)
    const object = {
      apiVersion: 'akash.network/v2beta2',
      kind: 'ProviderLeasedIP',
      metadata: { name, labels },
      spec,
    }
    const { status } = await this.#kube.ask('POST', PLIPS, object)
    if (status === 409)
      await this.#kube.want('PATCH', `${PLIPS}/${name}`, { metadata: { labels }, spec }, MERGE_PATCH)
  }

  async withdraw(leased: LeasedPort): Promise<void> {
    await this.#kube.want('DELETE', `${PLIPS}/${plipName(partsOf(leased).wish)}`)
  }

  /** "dseq TCP/80 198.51.100.1" of every port, in order. */
  async ports(): Promise<string[]> {
    const { items } = await this.#kube.want<{ items: PortService[] }>('GET', `/api/v1/services?${PORTS}`)
    return items
      .flatMap(({ metadata, spec, status }) =>
        spec.ports.map(({ protocol, port }) => {
          const address = status.loadBalancer.ingress?.[0]?.ip ?? 'pending'
          return `${metadata.labels['akash.network/lease.id.dseq']} ${protocol}/${port} ${address}`
        }),
      )
      .sort()
  }
}

function partsOf({ lease, endpoint, externalPort, port = 3000, protocol = 'TCP' }: LeasedPort) {
  const key = sharingKey(lease.owner, endpoint)
  const wish = { lease, service: 'web', externalPort, port, protocol, sharingKey: key }
  const spec = {
    lease_id: { ...lease, dseq: String(lease.dseq) },
    service_name: 'web',
    port,
    external_port: externalPort,
    sharing_key: key,
    protocol,
  }
  return { wish, spec }
}
