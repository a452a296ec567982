import { setTimeout as sleep } from 'node:timers/promises'
import { leaseRefKey } from '#agent/model/lease-ref.ts'
import { readLeaseLabels } from '#agent/stock/lease-labels.ts'
import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { readPlip } from '#agent/stock/plip.ts'
import { portServiceName } from '#agent/stock/port-service-name.ts'
import { Failure } from '#domain/failure.ts'
import { type KubeConfig, type KubeObject, openKubeApi } from '../contract/kube-api.ts'
import type { ServiceObject } from './checker/read-seen-service.ts'
import type { Wanted } from './checker/scenario-log.ts'
import { stockService } from './stock-service.ts'

/**
 * What the stock ip-operator does with Services (akash-network/provider, operator/ip/operator.go and
 * cluster/kube/operators/clients/metallb/client.go): one event after the other, no pin, a move deletes and then creates,
 * the state's key has no protocol, every error and every watch that ends starts it over, and then it writes every
 * Service whole.
 */
export interface StockOperator {
  /** As SIGKILL: what is under way may have been done or not. */
  kill(): Promise<void>
}

export interface StockOperatorOptions {
  readonly config: KubeConfig
  /** Before it starts over. The real one waits 3 seconds. */
  readonly retryMs: number
}

const PLIPS = '/apis/akash.network/v2beta2/namespaces/lease/providerleasedips'
const OWN = 'labelSelector=akash.network%3Dtrue%2Cakash.network%2Fservice-target%3Dmetal-lb'
/** Lease events are dropped after so many that name what is not there; for ever. */
const MOST_FAILURES = 3

export function startStockOperator({ config, retryMs }: StockOperatorOptions): StockOperator {
  const killed = new AbortController()
  const running = runUntil(killed.signal, config, retryMs)
  return {
    async kill() {
      killed.abort()
      await running
    },
  }
}

async function runUntil(signal: AbortSignal, config: KubeConfig, retryMs: number): Promise<void> {
  const failures = new Map<string, number>()
  while (!signal.aborted) {
    try {
      await new Observation(config, signal, failures).run()
    } catch (error) {
      // The real one logs it and starts over too; what is no refusal and no broken connection is a bug of ours.
      if (!(error instanceof Error && 'code' in error)) throw error
    }
    await sleep(retryMs, undefined, { signal }).catch(() => undefined)
  }
}

interface Connection {
  readonly wanted: Pick<Wanted, 'lease' | 'service' | 'externalPort' | 'protocol' | 'sharingKey'>
  /** Null: recovered from a Service, which does not tell. */
  readonly port: number | null
  readonly isRecovered: boolean
}

/** From one start to the next error. */
class Observation {
  readonly #kube: ReturnType<typeof openKubeApi>
  readonly #signal: AbortSignal
  readonly #failures: Map<string, number>
  readonly #state = new Map<string, Connection>()

  constructor(config: KubeConfig, signal: AbortSignal, failures: Map<string, number>) {
    this.#kube = openKubeApi(config)
    this.#signal = signal
    this.#failures = failures
  }

  async run(): Promise<void> {
    try {
      await this.#recover()
      const list = await this.#kube.want<List<KubeObject>>('GET', PLIPS)
      for (const plip of list.items) await this.#apply('ADDED', plip)
      const revision = Number(list.metadata.resourceVersion)
      const events = await this.#kube.watchFrom(PLIPS, revision, this.#signal)
      for await (const { type, object } of events) await this.#apply(type, object)
    } finally {
      await this.#kube.close()
    }
  }

  async #recover(): Promise<void> {
    const { items } = await this.#kube.want<List<ServiceObject>>('GET', `/api/v1/services?${OWN}`)
    for (const service of items) {
      const wanted = recovered(service)
      if (wanted !== null) this.#state.set(stateKey(wanted), { wanted, port: null, isRecovered: true })
    }
  }

  async #apply(type: string, plip: KubeObject): Promise<void> {
    if (this.#signal.aborted) return
    const read = readPlip(plip)
    if (type === 'ERROR' || 'fault' in read) throw new Failure('INTERNAL', `the watch of plips sent ${type}`)
    if (type === 'DELETED') return await this.#disconnect(read.wish)
    const lease = leaseRefKey(read.wish.lease)
    if ((this.#failures.get(lease) ?? 0) >= MOST_FAILURES) return
    try {
      await this.#connect(read.wish)
    } catch (error) {
      if (isNotFound(error)) this.#failures.set(lease, (this.#failures.get(lease) ?? 0) + 1)
      throw error
    }
  }

  async #disconnect(wanted: Wanted): Promise<void> {
    await this.#purge(wanted)
    this.#state.delete(stateKey(wanted))
  }

  async #connect(wanted: Wanted): Promise<void> {
    const key = stateKey(wanted)
    const known = this.#state.get(key)
    if (known !== undefined && leaseRefKey(known.wanted.lease) !== leaseRefKey(wanted.lease)) {
      await this.#purge(known.wanted)
      this.#state.delete(key)
      await this.#put(wanted)
    } else if (known === undefined || hasChanged(known, wanted)) await this.#put(wanted)
    this.#state.set(key, { wanted, port: wanted.port, isRecovered: false })
  }

  async #purge(wanted: Connection['wanted']): Promise<void> {
    await this.#want('DELETE', `${servicesOf(wanted)}/${portServiceName(wanted)}`, undefined, [404])
  }

  /** Reads, and then creates or writes it whole: only the resourceVersion is carried over. */
  async #put(wanted: Wanted): Promise<void> {
    const path = `${servicesOf(wanted)}/${portServiceName(wanted)}`
    const there = await this.#want('GET', path, undefined, [404])
    const service = stockService(wanted)
    if (there === null) return void (await this.#want('POST', servicesOf(wanted), service))
    const { resourceVersion } = there.metadata
    await this.#want('PUT', path, { ...service, metadata: { ...service.metadata, resourceVersion } })
  }

  /** Null for an answer that is among `fine`. Throws NOT_FOUND, or INTERNAL for any other refusal. */
  async #want(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    fine: readonly number[] = [],
  ): Promise<KubeObject | null> {
    const answer = await this.#kube.ask(method, path, body)
    if (answer.status < 300) return answer.body as KubeObject
    if (fine.includes(answer.status)) return null
    const { status } = answer
    throw new Failure('INTERNAL', `${method} ${path}: ${status} ${JSON.stringify(answer.body)}`, { status })
  }
}

interface List<T> {
  readonly metadata: { readonly resourceVersion: string }
  readonly items: readonly T[]
}

const servicesOf = ({ lease }: Connection['wanted']) => `/api/v1/namespaces/${leaseNamespace(lease)}/services`
const isNotFound = (error: unknown) => error instanceof Failure && error.values.status === 404

/** Without the protocol, as theirs. */
const stateKey = ({ lease, sharingKey, externalPort }: Connection['wanted']) =>
  `${lease.owner}-${sharingKey}-${externalPort}`

/** What was recovered has no port, and so has always changed. */
const hasChanged = (known: Connection, wanted: Wanted) =>
  known.isRecovered ||
  known.port !== wanted.port ||
  known.wanted.service !== wanted.service ||
  known.wanted.protocol !== wanted.protocol

function recovered({ metadata, spec }: ServiceObject): Connection['wanted'] | null {
  const { labels = {}, annotations = {} } = metadata
  if (labels['akash.network/lease.id.owner'] === undefined) return null
  const lease = readLeaseLabels(labels)
  const [port] = spec.ports ?? []
  const service = spec.selector?.['akash.network/manifest-service']
  const protocol = port?.protocol
  // It cannot read such a Service, and starts over for ever while there is one.
  if (
    lease === null ||
    port === undefined ||
    service === undefined ||
    (protocol !== 'TCP' && protocol !== 'UDP')
  )
    throw new Failure('INTERNAL', `the Service ${metadata.namespace}/${metadata.name} is invalid`)
  const sharingKey = annotations['metallb.universe.tf/allow-shared-ip'] ?? ''
  return { lease, service, externalPort: port.port, protocol, sharingKey }
}
