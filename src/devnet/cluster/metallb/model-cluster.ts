import type { ServiceEvent } from './converge.ts'
import { type MetalLbHost, MetalLbModel, type MetalLbOptions } from './metallb-model.ts'
import type { NamedLabels, NamedPool } from './pool.ts'
import { type BalancedService, keyOf, POOL_ANNOTATION } from './service.ts'

/** What a Service is like where nothing is said. */
const plain = {
  isLoadBalancer: true,
  loadBalancerClass: null,
  labels: {},
  annotations: {},
  selector: {},
  externalTrafficPolicy: 'Cluster',
  families: [4],
  ipFamilyPolicy: 'SingleStack',
  loadBalancerIP: '',
  ingress: [],
} as const

/** A Service as its owner writes it. */
export type ServiceWish = Pick<BalancedService, 'namespace' | 'name' | 'ports'> &
  Partial<Omit<BalancedService, 'ingress'>>

/**
 * Services, pools and MetalLB in memory, without an API between them: for tests that take a million steps. What is put and removed
 * waits in MetalLB's queue until `metallb.step()` or `settle()`.
 */
export class ModelCluster implements MetalLbHost {
  readonly metallb: MetalLbModel
  readonly #services = new Map<string, BalancedService>()
  readonly #events = new Map<string, ServiceEvent>()
  #pools: readonly NamedPool[] = []
  #namespaces: readonly NamedLabels[] = []

  constructor(options: MetalLbOptions) {
    this.metallb = new MetalLbModel(this, options)
  }

  /** All Services by "namespace/name", in the order of their creation. */
  get services(): ReadonlyMap<string, BalancedService> {
    return this.#services
  }

  /** The newest Event about a Service; null: none since it was created. */
  eventOf = (key: string): ServiceEvent | null => this.#events.get(key) ?? null

  /** Creates a Service, or changes it and leaves its status. */
  put(wish: ServiceWish): void {
    const key = keyOf(wish)
    const before = this.#services.get(key)
    const annotations = withPool(wish.annotations ?? {}, before?.annotations[POOL_ANNOTATION] ?? null)
    this.#services.set(key, { ...plain, ...wish, annotations, ingress: before?.ingress ?? [] })
    this.metallb.noteService(key)
  }

  remove(key: string): void {
    this.#services.delete(key)
    this.#events.delete(key)
    this.metallb.noteService(key)
  }

  /** Writes a status as anybody with the right to could. */
  forgeStatus(key: string, ingress: readonly string[]): void {
    const service = this.#services.get(key)
    if (service !== undefined) this.#services.set(key, { ...service, ingress })
    this.metallb.noteService(key)
  }

  setPools(pools: readonly NamedPool[]): void {
    this.#pools = pools
    this.metallb.notePools()
  }

  setNamespaces(namespaces: readonly NamedLabels[]): void {
    this.#namespaces = namespaces
    this.metallb.notePools()
  }

  readService = (key: string): BalancedService | null => this.#services.get(key) ?? null
  serviceKeys = (): Iterable<string> => this.#services.keys()
  readPools = (): readonly NamedPool[] => this.#pools
  readNamespaces = (): readonly NamedLabels[] => this.#namespaces

  writeStatus(key: string, status: { ingress: readonly string[]; pool: string | null }): boolean {
    const service = this.#services.get(key)
    if (service === undefined) return false
    const annotations = withPool(service.annotations, status.pool)
    this.#services.set(key, { ...service, annotations, ingress: status.ingress })
    return true
  }

  record(key: string, event: ServiceEvent): void {
    this.#events.set(key, event)
  }
}

function withPool(annotations: Readonly<Record<string, string>>, pool: string | null) {
  const { [POOL_ANNOTATION]: _, ...rest } = annotations
  return pool === null ? rest : { ...rest, [POOL_ANNOTATION]: pool }
}
