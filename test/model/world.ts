import { readIpAddress } from '#domain/ip-address.ts'
import type { Draft, Service } from '../../src/agent/kube/kube-objects.ts'
import type { EndpointWish } from '../../src/agent/model/endpoint-wish.ts'
import { type LeaseRef, leaseRefKey } from '../../src/agent/model/lease-ref.ts'
import type { Refusal } from '../../src/agent/model/observed-service.ts'
import type { PortWish } from '../../src/agent/model/port-wish.ts'
import { refusalReasons } from '../../src/agent/object/refusal.ts'
import type { MetalLbVersion } from '../../src/devnet/cluster/metallb/allocator.ts'
import type { ServiceEvent } from '../../src/devnet/cluster/metallb/converge.ts'
import { type MetalLbHost, MetalLbModel } from '../../src/devnet/cluster/metallb/metallb-model.ts'
import type { PoolSpec } from '../../src/devnet/cluster/metallb/pool.ts'
import { type BalancedService, POOL_ANNOTATION } from '../../src/devnet/cluster/metallb/service.ts'
import { Random } from '../../src/devnet/simulation/random.ts'
import { Feed } from './feed.ts'

/** The wall time at which a world begins. */
const EPOCH = Date.parse('2026-01-01T00:00:00Z')

export interface WorldPool {
  readonly name: string
  readonly spec: PoolSpec
  /** The annotation; '' for none. */
  readonly cordon: string
}

export interface WorldLease {
  readonly lease: LeaseRef
  readonly namespace: string
  ended: boolean
}

/** Hears of every change of a Service, by whomever. */
export type ServiceListener = (before: Service | null, after: Service | null) => void

/** A cluster with MetalLB and the chain beside it: what is, and who is told of it later. Times are in milliseconds. */
export class World implements MetalLbHost {
  readonly random: Random
  readonly metallb: MetalLbModel
  readonly services = new Map<string, Service>()
  readonly refusals = new Map<string, Refusal>()
  readonly plips = new Map<string, PortWish>()
  readonly overrides = new Map<string, EndpointWish>()
  readonly faults = new Set<string>()
  readonly namespaces = new Map<string, 'Active' | 'Terminating'>()
  readonly leases = new Map<string, WorldLease>()
  pools: readonly WorldPool[] = []
  nowMs = 0
  /** Told of what happens, for a replay. */
  trace: (line: () => string) => void = () => undefined
  readonly feeds = {
    services: new Feed<Service>(),
    plips: new Feed<PortWish>(),
    overrides: new Feed<EndpointWish>(),
    namespaces: new Feed<'Active' | 'Terminating'>(),
    pools: new Feed<readonly WorldPool[]>(),
  }
  #version = 0
  #hasNewPools = false
  #listener: ServiceListener = () => undefined
  readonly #balanced = new WeakMap<Service, BalancedService>()

  constructor(seed: string, version: MetalLbVersion) {
    this.random = new Random(seed)
    this.metallb = new MetalLbModel(this, { version, random: this.random })
  }

  get wall(): Date {
    return new Date(EPOCH + this.nowMs)
  }

  listen(listener: ServiceListener): void {
    this.#listener = listener
  }

  isEnded = (lease: LeaseRef): boolean => this.leases.get(leaseRefKey(lease))?.ended === true

  /** False: there is one of that name, or its namespace takes nothing. */
  create(draft: Draft<Service>): Service | null {
    const { namespace = '', name } = draft.metadata
    const key = `${namespace}/${name}`
    if (this.services.has(key)) return null
    const version = this.#next()
    const creationTimestamp = new Date(Math.floor(this.wall.getTime() / 1000) * 1000).toISOString()
    const metadata = {
      ...draft.metadata,
      namespace,
      name,
      uid: `u${version}`,
      resourceVersion: `${version}`,
      creationTimestamp,
    }
    const service = { apiVersion: 'v1', kind: 'Service', ...draft, metadata } as Service
    this.#store(key, service)
    this.metallb.noteService(key)
    return service
  }

  /** Puts another object in the place of the one of that name. */
  replace(service: Service): Service {
    const key = keyOf(service)
    const next = { ...service, metadata: { ...service.metadata, resourceVersion: `${this.#next()}` } }
    this.#store(key, next)
    this.metallb.noteService(key)
    return next
  }

  remove(key: string): number {
    const before = this.services.get(key) ?? null
    if (before === null) return this.#version
    this.services.delete(key)
    this.refusals.delete(before.metadata.uid)
    this.trace(() => `  gone ${key}`)
    this.feeds.services.push({ atMs: this.nowMs, key, value: null, version: this.#next() })
    this.#listener(before, null)
    this.metallb.noteService(key)
    return this.#version
  }

  setPlip(name: string, wish: PortWish | null): void {
    put(this.plips, name, wish)
    this.trace(
      () =>
        `  plip ${name} ${wish === null ? 'gone' : `dseq ${wish.lease.dseq} ${wish.service} ${wish.port}`}`,
    )
    this.feeds.plips.push({ atMs: this.nowMs, key: name, value: wish, version: this.#next() })
  }

  setOverride(key: string, wish: EndpointWish | null): void {
    put(this.overrides, key, wish)
    this.trace(() => `  override ${key} ${wish === null ? 'gone' : show(wish)}`)
    this.feeds.overrides.push({ atMs: this.nowMs, key, value: wish, version: this.#next() })
  }

  setNamespace(name: string, phase: 'Active' | 'Terminating' | null): void {
    put(this.namespaces, name, phase)
    this.trace(() => `  namespace ${name} ${phase}`)
    this.feeds.namespaces.push({ atMs: this.nowMs, key: name, value: phase, version: this.#next() })
  }

  /** After MetalLB is through with the pools before: those of the moment between them are nobody's fault. */
  setPools(pools: readonly WorldPool[]): void {
    this.metallb.settle()
    this.pools = pools
    this.#hasNewPools = true
    this.trace(() => `  pools ${show(pools)}`)
    this.feeds.pools.push({ atMs: this.nowMs, key: '', value: pools, version: this.#next() })
    this.metallb.notePools()
  }

  /**
   * MetalLB's process ends. Not in the midst of new pools: after a start it looks at those first whose address has gone, and
   * gives them addresses of others that it has not looked at; no agent can help that.
   */
  killMetallb(): void {
    if (this.#hasNewPools) this.metallb.settle()
    this.#hasNewPools = false
    this.metallb.kill()
  }

  readService = (key: string): BalancedService | null => {
    const service = this.services.get(key)
    if (service === undefined) return null
    const known = this.#balanced.get(service) ?? balanced(service)
    this.#balanced.set(service, known)
    return known
  }

  serviceKeys = (): Iterable<string> => this.services.keys()
  readPools = () => this.pools
  readNamespaces = () => []

  writeStatus(key: string, { ingress, pool }: { ingress: readonly string[]; pool: string | null }): boolean {
    const service = this.services.get(key)
    if (service === undefined) return false
    const { [POOL_ANNOTATION]: _, ...others } = service.metadata.annotations ?? {}
    const annotations = pool === null ? others : { ...others, [POOL_ANNOTATION]: pool }
    const metadata = { ...service.metadata, annotations, resourceVersion: `${this.#next()}` }
    const loadBalancer = ingress.length === 0 ? {} : { ingress: ingress.map((ip) => ({ ip })) }
    this.#store(key, { ...service, metadata, status: { loadBalancer } })
    return true
  }

  record(key: string, { reason, message }: ServiceEvent): void {
    const service = this.services.get(key)
    if (service === undefined || !refusalReasons.includes(reason)) return
    const at = new Date(Math.floor(this.wall.getTime() / 1000) * 1000)
    this.trace(() => `  refused ${key}: ${message}`)
    this.refusals.set(service.metadata.uid, { reason, message, at })
  }

  #store(key: string, service: Service): void {
    const before = this.services.get(key) ?? null
    this.services.set(key, service)
    this.trace(() => `  Service ${key} ${show({ ...service.metadata.annotations, ...service.status })}`)
    this.feeds.services.push({ atMs: this.nowMs, key, value: service, version: this.#version })
    this.#listener(before, service)
  }

  #next(): number {
    this.#version += 1
    return this.#version
  }
}

const show = (value: unknown) =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part))

export const keyOf = ({ metadata }: Service) => `${metadata.namespace}/${metadata.name}`

function put<T>(map: Map<string, T>, key: string, value: T | null): void {
  if (value === null) map.delete(key)
  else map.set(key, value)
}

function balanced({ metadata, spec, status }: Service): BalancedService {
  const families = (spec.ipFamilies ?? ['IPv4']).map((family) => (family === 'IPv6' ? 6 : 4))
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    isLoadBalancer: true,
    loadBalancerClass: null,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    ports: (spec.ports ?? []).map(({ protocol, port }) => ({ protocol: protocol ?? 'TCP', port })),
    selector: spec.selector ?? {},
    externalTrafficPolicy: spec.externalTrafficPolicy === 'Local' ? 'Local' : 'Cluster',
    families,
    ipFamilyPolicy: 'SingleStack',
    loadBalancerIP: '',
    ingress: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip = '' }) =>
      readIpAddress(ip) === null ? [] : [ip],
    ),
  }
}
