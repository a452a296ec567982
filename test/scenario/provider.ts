import { setTimeout as sleep } from 'node:timers/promises'
import type { LeaseRef } from '#agent/model/lease-ref.ts'
import { leaseLabels } from '#agent/stock/lease-labels.ts'
import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { plipLabels, plipName } from '#agent/stock/plip.ts'
import { Failure } from '#domain/failure.ts'
import { type KubeAnswer, type KubeApi, type KubeObject, MERGE_PATCH } from '../contract/kube-api.ts'
import type { Wanted } from './checker/scenario-log.ts'

const PLIPS = '/apis/akash.network/v2beta2/namespaces/lease/providerleasedips'
const OVERRIDES = '/apis/ipgw.akash.network/v1alpha1/namespaces/ipgw-agent/leasedipoverrides'
const PAUSE_MS = 100
/** An API server that was killed is back long before. */
const PATIENCE_MS = 120_000

/** Writes to the cluster as the stock provider does, and tries again until it is done. */
export class Provider {
  readonly #kube: KubeApi

  constructor(kube: KubeApi) {
    this.#kube = kube
  }

  /** It may be there already; one that is on its way out is waited for. */
  async createNamespace(lease: LeaseRef): Promise<void> {
    const name = leaseNamespace(lease)
    const labels = { 'akash.network': 'true', 'akash.network/namespace': name, ...leaseLabels(lease) }
    await this.#until(`namespace ${name}`, async () => {
      const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
      const made = await this.#kube.ask('POST', '/api/v1/namespaces', object)
      if (made.status !== 409) return made
      const there = await this.#kube.ask('GET', `/api/v1/namespaces/${name}`)
      const isEnding =
        there.status === 200 && (there.body as Namespace).metadata.deletionTimestamp !== undefined
      return isEnding ? made : there
    })
  }

  async deleteNamespace(lease: LeaseRef): Promise<void> {
    await this.#gone(`/api/v1/namespaces/${leaseNamespace(lease)}`)
  }

  /** Creates or rewrites a ProviderLeasedIP. Answers its revision. */
  async want(wanted: Wanted): Promise<number> {
    const name = plipName(wanted)
    const object = { metadata: { name, labels: plipLabels(wanted) }, spec: specOf(wanted) }
    return this.#until(`plip ${name}`, async () => {
      const changed = await this.#kube.ask('PATCH', `${PLIPS}/${name}`, object, MERGE_PATCH)
      const kind = { apiVersion: 'akash.network/v2beta2', kind: 'ProviderLeasedIP' }
      return changed.status === 404 ? this.#kube.ask('POST', PLIPS, { ...kind, ...object }) : changed
    })
  }

  /** Answers the newest revision from before it was gone: the answer to a deletion has none. */
  async unwant(wanted: Wanted): Promise<number> {
    const revision = await this.revision()
    await this.#gone(`${PLIPS}/${plipName(wanted)}`)
    return revision
  }

  /** Keeps the address of an endpoint for so long, whatever becomes of its leases. Answers the override's revision. */
  async hold(
    owner: string,
    endpoint: string,
    { name, untilMs }: { name: string; untilMs: number },
  ): Promise<number> {
    const spec = { owner, endpoint, hold: { until: new Date(untilMs).toISOString() } }
    const object = {
      apiVersion: 'ipgw.akash.network/v1alpha1',
      kind: 'LeasedIPOverride',
      metadata: { name },
      spec,
    }
    return this.#until(`override ${name}`, async () => {
      const made = await this.#kube.ask('POST', OVERRIDES, object)
      return made.status === 409 ? this.#kube.ask('GET', `${OVERRIDES}/${name}`) : made
    })
  }

  /** A Service of somebody else's, in the namespace `default`. */
  async createBystander(name: string): Promise<void> {
    const path = '/api/v1/namespaces/default/services'
    const spec = { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false, ports: [{ port: 443 }] }
    await this.#until(`Service ${name}`, async () => {
      const made = await this.#kube.ask('POST', path, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name },
        spec,
      })
      return made.status === 409 ? this.#kube.ask('GET', `${path}/${name}`) : made
    })
  }

  /** The newest revision of the whole cluster. */
  async revision(): Promise<number> {
    return this.#until('the newest revision', () =>
      this.#kube.ask('GET', '/api/v1/namespaces/default/configmaps?limit=1'),
    )
  }

  async #gone(path: string): Promise<void> {
    await this.#until(`deletion of ${path}`, async () => {
      const answer = await this.#kube.ask('DELETE', path)
      // A namespace that is going answers 409.
      return answer.status === 404 || answer.status === 409 ? { status: 200, body: anything } : answer
    })
  }

  /** Answers the revision that a good answer has. Throws TIMED_OUT with the last one when none comes. */
  async #until(what: string, attempt: () => Promise<KubeAnswer>): Promise<number> {
    let last: unknown
    for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(PAUSE_MS)) {
      last = await attempt().catch((error: unknown) => error)
      if (isAnswer(last) && last.status < 300)
        return Number((last.body as Partial<KubeObject>).metadata?.resourceVersion)
      if (isAnswer(last) && (last.status === 400 || last.status === 422)) break
    }
    const words = last instanceof Error ? last.message : JSON.stringify(last)
    throw new Failure('TIMED_OUT', `${what}: the API server refused it to the end: ${words}`)
  }
}

interface Namespace {
  readonly metadata: { readonly deletionTimestamp?: string }
}

const anything = { metadata: { resourceVersion: '0' } }
const isAnswer = (value: unknown): value is KubeAnswer =>
  typeof value === 'object' && value !== null && 'status' in value && 'body' in value

function specOf({ lease, service, port, externalPort, protocol, sharingKey }: Wanted) {
  const { owner, dseq, gseq, oseq, provider } = lease
  return {
    lease_id: { owner, dseq: String(dseq), gseq, oseq, provider },
    service_name: service,
    port,
    external_port: externalPort,
    sharing_key: sharingKey,
    protocol,
  }
}
