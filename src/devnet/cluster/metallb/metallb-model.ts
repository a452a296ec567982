import type { IpAddress } from '#domain/ip-address.ts'
import type { Random } from '../../simulation/random.ts'
import { shuffled } from '../shuffled.ts'
import { Allocator, type MetalLbVersion, type PoolCounts } from './allocator.ts'
import { type Convergence, converge, type ServiceEvent } from './converge.ts'
import { type NamedLabels, type NamedPool, type Pool, readPools } from './pool.ts'
import { type BalancedService, DEPRECATED_PREFIX, POOL_ANNOTATION, PREFIX } from './service.ts'
import type { Words } from './words.ts'

/** The API as the controller sees it: what it reads, and what it writes. Services are named "namespace/name". */
export interface MetalLbHost {
  /** Null: there is no such Service. */
  readService(key: string): BalancedService | null
  serviceKeys(): Iterable<string>
  readPools(): readonly NamedPool[]
  readNamespaces(): readonly NamedLabels[]
  /** False: the write was refused; the controller tries again. */
  writeStatus(key: string, status: Pick<Convergence, 'ingress' | 'pool'>): boolean
  record(key: string, event: ServiceEvent): void
}

export interface MetalLbOptions {
  readonly version: MetalLbVersion
  readonly random: Random
  /**
   * A defect of both lines: a Service that is deleted between the passes of the first load keeps its address until the next
   * start. Default true, as the real ones.
   */
  readonly leaksWhileLoading?: boolean
}

/** `stopped`: killed; `loading`: started, and not through its first pass over all Services; `running`: serving. */
export type MetalLbPhase = 'stopped' | 'loading' | 'running'

type Task =
  | { readonly kind: 'pools' }
  | { readonly kind: 'reload' }
  | { readonly kind: 'service'; readonly key: string }

/**
 * MetalLB's controller without its process (controller/main.go, internal/k8s/controllers): one worker, one queue, an
 * allocator in memory. `note…` puts work into the queue, as watch events do; `step` does one piece of it.
 */
export class MetalLbModel {
  readonly #host: MetalLbHost
  readonly #options: MetalLbOptions
  #allocator: Allocator
  #pools: ReadonlyMap<string, Pool> = new Map()
  #fault: string | null = null
  #phase: MetalLbPhase = 'stopped'
  #hasPassed = false
  #queue = new Map<string, Task>()
  /** As the option of this name. */
  leaksWhileLoading: boolean
  #leaks = 0
  /** Services that got less than they want: a pass over all needs to look at no others. */
  #waiting = new Set<string>()
  /** Deleted while loading, and looked at afterwards where that does not leak. */
  #deleted = new Set<string>()

  constructor(host: MetalLbHost, options: MetalLbOptions) {
    this.#host = host
    this.#options = options
    this.#allocator = new Allocator(options.version, options.random)
    this.leaksWhileLoading = options.leaksWhileLoading ?? true
  }

  get phase(): MetalLbPhase {
    return this.#phase
  }

  /** What is wrong with the configuration, in MetalLB's words; the one before it is still served. Null: nothing. */
  get configurationFault(): string | null {
    return this.#fault
  }

  /** Pools as they are served. */
  get pools(): ReadonlyMap<string, Pool> {
    return this.#pools
  }

  countsOf = (pool: Pool): PoolCounts => this.#allocator.countsOf(pool)
  /** Services that hold addresses by the controller's memory, also those that leaked. */
  holders = (): readonly string[] => this.#allocator.grants().map((grant) => grant.claim.service)

  /** Starts with an empty memory; all Services wait for the first pass. */
  start(): void {
    this.kill()
    this.#phase = 'loading'
    this.notePools()
  }

  /** Forgets everything, as a process does that is killed. */
  kill(): void {
    this.#phase = 'stopped'
    this.#allocator = new Allocator(this.#options.version, this.#options.random)
    this.#pools = new Map()
    this.#fault = null
    this.#hasPassed = false
    for (const memory of [this.#queue, this.#waiting, this.#deleted]) memory.clear()
  }

  /**
   * Lets a Service that is gone have a free address, as the defect leaves it: it is refused to everybody until a restart, or until it
   * was out of the pools. Answers why that cannot be; null: it is so.
   */
  leak(address: IpAddress): Words | null {
    this.#leaks += 1
    const given = this.#allocator.assign(goneService(`leaked-${this.#leaks}`), [address])
    return typeof given === 'string' ? given : null
  }

  noteService(key: string): void {
    this.#add(`service ${key}`, { kind: 'service', key })
  }

  /** Pools or namespaces changed. */
  notePools(): void {
    this.#add('pools', { kind: 'pools' })
  }

  #add(name: string, task: Task): void {
    if (this.#phase !== 'stopped' && !this.#queue.has(name)) this.#queue.set(name, task)
  }

  /** Does the oldest piece of work, a pass over all Services last; false: there is none. */
  step(): boolean {
    for (const [name, task] of this.#queue) {
      if (task.kind === 'reload' && this.#queue.size > 1) continue
      this.#queue.delete(name)
      if (task.kind === 'pools') this.#loadPools()
      else if (task.kind === 'reload') this.#reload()
      else this.#handle(task.key)
      return true
    }
    return false
  }

  /** Works until nothing is left to do. */
  settle(): void {
    while (this.step());
  }

  #loadPools(): void {
    const read = readPools(this.#host.readPools(), this.#host.readNamespaces())
    this.#fault = 'fault' in read ? read.fault : null
    if ('fault' in read) return
    this.#pools = read.pools
    this.#allocator.setPools(read.pools)
    this.#waiting = new Set(this.#host.serviceKeys())
    this.#add('reload', { kind: 'reload' })
  }

  /**
   * A pass over all Services, those with an address first. One without news ends the loading; the very first is never
   * without, as on a busy cluster.
   */
  #reload(): void {
    const services = [...this.#waiting].map((key) => ({ key, service: this.#host.readService(key) }))
    const order = shuffled(services, this.#options.random)
    order.sort((a, b) => (b.service?.ingress.length ?? 0) - (a.service?.ingress.length ?? 0))
    let isAgain = false
    for (const { key } of order) {
      const outcome = this.#look(key)
      isAgain = outcome === 'again' || outcome === 'reload' || isAgain
    }
    const isFirst = this.#phase === 'loading' && !this.#hasPassed
    this.#hasPassed = true
    if (isAgain || isFirst) this.#add('reload', { kind: 'reload' })
    else this.#finishLoading()
  }

  #finishLoading(): void {
    if (this.#phase !== 'loading') return
    this.#phase = 'running'
    for (const key of this.#deleted) this.noteService(key)
    this.#deleted.clear()
  }

  #handle(key: string): void {
    if (this.#phase === 'loading') {
      const isDeleted = this.#host.readService(key) === null
      if (isDeleted && !this.leaksWhileLoading) this.#deleted.add(key)
      if (!isDeleted) this.#waiting.add(key)
      return
    }
    const outcome = this.#look(key)
    if (outcome === 'again') this.noteService(key)
    if (outcome === 'reload') this.#add('reload', { kind: 'reload' })
  }

  /** SetBalancer: `reload`: others may be served now; `again`: the write was refused. */
  #look(key: string): 'done' | 'reload' | 'again' {
    const service = this.#host.readService(key)
    if (service === null) return this.#forget(key)
    if (service.loadBalancerClass !== null) return 'done'
    const before = this.#allocator.grantOf(key)
    const result = converge(service, this.#allocator)
    for (const event of result.events) this.#host.record(key, event)
    if (result.isServed) this.#waiting.delete(key)
    else this.#waiting.add(key)
    if (isChanged(service, result)) {
      this.#warnOfDeprecated(key, service)
      if (!this.#host.writeStatus(key, result)) {
        this.#waiting.add(key)
        return 'again'
      }
    }
    return this.#frees(before, key) ? 'reload' : 'done'
  }

  #forget(key: string): 'done' | 'reload' {
    this.#waiting.delete(key)
    if (this.#phase === 'loading' || this.#allocator.grantOf(key) === undefined) return 'done'
    this.#allocator.unassign(key)
    return 'reload'
  }

  #warnOfDeprecated(key: string, service: BalancedService): void {
    for (const name of Object.keys(service.annotations))
      if (name.startsWith(DEPRECATED_PREFIX)) {
        const message = `Service uses deprecated annotation ${name}`
        this.#host.record(key, { type: 'Warning', reason: 'deprecatedAnnotation', message })
      }
  }

  /** Whether what happened to a Service is a reason to look at those that wait. */
  #frees(before: ReturnType<Allocator['grantOf']>, key: string): boolean {
    const after = this.#allocator.grantOf(key)
    if (before !== undefined && after === undefined) return this.#allocator.poolFor(before.addresses) !== null
    if (this.#options.version === '0.14.9') return false
    const keyOf = (grant: typeof before) =>
      grant === undefined ? '' : grant.claim.backendKey + grant.claim.sharingKey
    return keyOf(before) !== keyOf(after)
  }
}

const goneService = (name: string): BalancedService => ({
  namespace: 'elsewhere',
  name,
  isLoadBalancer: true,
  loadBalancerClass: null,
  labels: {},
  annotations: { [`${PREFIX}/allow-shared-ip`]: name },
  ports: [],
  selector: {},
  externalTrafficPolicy: 'Cluster',
  families: [4],
  ipFamilyPolicy: 'SingleStack',
  loadBalancerIP: '',
  ingress: [],
})

function isChanged(service: BalancedService, result: Convergence): boolean {
  const { ingress, annotations } = service
  const isSame =
    ingress.length === result.ingress.length && ingress.every((text, at) => text === result.ingress[at])
  return !isSame || (annotations[POOL_ANNOTATION] ?? null) !== result.pool
}
