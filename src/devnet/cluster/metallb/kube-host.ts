import { type IpFamily, readIpAddress } from '#domain/ip-address.ts'
import type { ServicePort } from '#domain/sharing.ts'
import { ApiRefusal } from '../api/api-refusal.ts'
import { ipAddressPools, namespaces, services } from '../api/kind.ts'
import type { KubeApi } from '../api/kube-api.ts'
import { isJsonArray, isJsonObject, type KubeObject, without } from '../api/object.ts'
import { specOf } from '../api/service-spec.ts'
import type { Convergence, ServiceEvent } from './converge.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { MetalLbHost } from './metallb-model.ts'
import type { NamedLabels, NamedPool, PoolSpec } from './pool.ts'
import { type BalancedService, POOL_ANNOTATION } from './service.ts'

/** The namespace that MetalLB runs in; pools elsewhere do not count. */
export const METALLB_NAMESPACE = 'metallb-system'
/** The field manager of everything that the controller writes. */
export const METALLB_MANAGER = 'controller'

/** Lets MetalLB's controller read and write a KubeApi directly: no fault of the server in front of it touches it. */
export class KubeHost implements MetalLbHost {
  readonly #api: KubeApi
  readonly #recorder: EventRecorder
  readonly #read = new WeakMap<KubeObject, BalancedService>()

  constructor(api: KubeApi, recorder: EventRecorder) {
    this.#api = api
    this.#recorder = recorder
  }

  readService = (key: string): BalancedService | null => {
    const object = this.#api.store.get(services, key)
    if (object === null) return null
    const known = this.#read.get(object) ?? balancedService(object)
    this.#read.set(object, known)
    return known
  }

  serviceKeys = (): Iterable<string> => this.#api.store.keys(services)

  readPools = (): readonly NamedPool[] =>
    this.#api.store
      .list(ipAddressPools, METALLB_NAMESPACE)
      .map(({ metadata, spec }) => ({ name: metadata.name, spec: (spec ?? {}) as PoolSpec }))

  readNamespaces = (): readonly NamedLabels[] =>
    this.#api.store
      .list(namespaces)
      .map(({ metadata }) => ({ name: metadata.name, labels: metadata.labels ?? {} }))

  /** One PUT of /status carries the annotation too. */
  writeStatus(key: string, { ingress, pool }: Pick<Convergence, 'ingress' | 'pool'>): boolean {
    const live = this.#api.store.get(services, key)
    if (live === null) return false
    const others = without(live.metadata.annotations ?? {}, POOL_ANNOTATION) as Record<string, string>
    const annotations = pool === null ? others : { ...others, [POOL_ANNOTATION]: pool }
    const loadBalancer = ingress.length === 0 ? {} : { ingress: ingress.map((ip) => ({ ip })) }
    const body = {
      ...live,
      metadata: { ...live.metadata, annotations },
      status: { ...live.status, loadBalancer },
    }
    const { name, namespace } = live.metadata
    try {
      this.#api.update({ kind: services, name, namespace, subresource: 'status' }, body, METALLB_MANAGER)
      return true
    } catch (error) {
      if (error instanceof ApiRefusal) return false
      throw error
    }
  }

  record(key: string, event: ServiceEvent): void {
    const object = this.#api.store.get(services, key)
    if (object !== null) this.#recorder.record(object, event)
  }
}

function balancedService(object: KubeObject): BalancedService {
  const spec = specOf(object)
  const loadBalancer = isJsonObject(object.status?.loadBalancer) ? object.status.loadBalancer : {}
  const ingress = isJsonArray(loadBalancer.ingress) ? loadBalancer.ingress : []
  return {
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    isLoadBalancer: spec.type === 'LoadBalancer',
    loadBalancerClass: spec.loadBalancerClass ?? null,
    labels: object.metadata.labels ?? {},
    annotations: object.metadata.annotations ?? {},
    ports: (spec.ports ?? []).map(({ protocol, port }) => ({ protocol, port }) as ServicePort),
    selector: spec.selector ?? {},
    externalTrafficPolicy: spec.externalTrafficPolicy === 'Local' ? 'Local' : 'Cluster',
    families: (spec.clusterIPs ?? []).flatMap((text): IpFamily[] => {
      const address = readIpAddress(text)
      return address === null ? [] : [address.family]
    }),
    ipFamilyPolicy: (spec.ipFamilyPolicy ?? 'SingleStack') as BalancedService['ipFamilyPolicy'],
    loadBalancerIP: spec.loadBalancerIP ?? '',
    ingress: ingress.flatMap((entry) =>
      isJsonObject(entry) && typeof entry.ip === 'string' ? [entry.ip] : [],
    ),
  }
}
