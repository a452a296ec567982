import type { Service } from '../../src/agent/kube/kube-objects.ts'
import type { Action } from '../../src/agent/model/action.ts'
import type { ChainWord } from '../../src/agent/model/chain-word.ts'
import type { ClusterView } from '../../src/agent/model/cluster-view.ts'
import type { EndpointWish } from '../../src/agent/model/endpoint-wish.ts'
import { type LeaseRef, leaseRefKey } from '../../src/agent/model/lease-ref.ts'
import type { ObservedPool } from '../../src/agent/model/observed-pool.ts'
import type { ObservedService } from '../../src/agent/model/observed-service.ts'
import type { PlanResult } from '../../src/agent/model/plan-result.ts'
import type { AgentPolicy } from '../../src/agent/model/policy.ts'
import type { PortWish } from '../../src/agent/model/port-wish.ts'
import type { SeenSince } from '../../src/agent/model/seen-since.ts'
import { cordonAnnotation } from '../../src/agent/object/own-names.ts'
import { readService } from '../../src/agent/object/read-service.ts'
import type { plan } from '../../src/agent/plan/plan.ts'
import type { PlanOptions } from '../../src/agent/plan/plan-options.ts'
import { readPool } from '../../src/agent/pool/read-pool.ts'
import type { Feed } from './feed.ts'
import type { World, WorldPool } from './world.ts'
import { AGENT_NAMESPACE, type Answer, write } from './write.ts'

/** Older lists do not count as current. */
const FRESH_MS = 60_000
/** What was decided longer ago than this is not done any more. */
export const DECISION_MS = 30_000

export interface Decision {
  readonly view: ClusterView
  readonly options: PlanOptions
  readonly result: PlanResult
}

/** The agent's shell without its clocks and sockets: lists that lag, one action at a time, and a process that can be killed. */
export class ModelAgent {
  readonly #world: World
  readonly #policy: AgentPolicy
  readonly #plan: typeof plan
  #services = new Map<string, Service>()
  #versions = new Map<string, number>()
  #plips = new Map<string, PortWish>()
  #overrides = new Map<string, EndpointWish>()
  #namespaces = new Map<string, 'Active' | 'Terminating'>()
  #pools: readonly ObservedPool[] = []
  #faults: ReadonlySet<string> = new Set()
  #words = new Map<string, ChainWord>()
  #seenSince: SeenSince = new Map()
  #queues = new Map<string, { actions: Action[]; atMs: number }>()
  isAlive = false
  /** It never doubts lists that are current. */
  isTrusting = false
  questions: readonly LeaseRef[] = []
  readonly #read = new WeakMap<Service, ObservedService>()

  constructor(world: World, policy: AgentPolicy, planner: typeof plan) {
    this.#world = world
    this.#policy = policy
    this.#plan = planner
  }

  get isBusy(): boolean {
    return this.#queues.size > 0
  }

  /** Lists everything as it is. */
  start(): void {
    const { services, plips, overrides, namespaces, pools, feeds } = this.#world
    for (const feed of Object.values(feeds)) feed.clear()
    this.#services = new Map(services)
    this.#versions = new Map()
    this.#plips = new Map(plips)
    this.#overrides = new Map(overrides)
    this.#namespaces = new Map(namespaces)
    this.#pools = pools.map(observedPool)
    this.isAlive = true
  }

  /** Everything that was not written is gone. */
  kill(): void {
    this.isAlive = false
    this.#words = new Map()
    this.#seenSince = new Map()
    this.#queues = new Map()
    this.questions = []
  }

  /** The watches tell of up to `count` changes of each kind. */
  hear(count: number): void {
    const { feeds } = this.#world
    for (const { key, value, version } of feeds.services.take(count)) this.#learn(key, value, version)
    deliver(feeds.plips, this.#plips, count)
    deliver(feeds.overrides, this.#overrides, count)
    deliver(feeds.namespaces, this.#namespaces, count)
    for (const { value } of feeds.pools.take(count)) if (value !== null) this.#pools = value.map(observedPool)
    this.#faults = new Set(this.#world.faults)
  }

  /** The chain answers one of the questions. */
  answer(lease: LeaseRef, word: ChainWord['word']): void {
    this.#words.set(leaseRefKey(lease), { word, atMs: this.#world.nowMs })
  }

  /** Plans those endpoints that nothing is being written for. `isPartial`: only some of them. */
  decide(isPartial: boolean): Decision {
    const view = this.#view()
    const options = this.#options(view, isPartial)
    const now = { wall: this.#world.wall, monotonicMs: this.#world.nowMs }
    const result = this.#plan(view, this.#policy, now, options)
    this.#seenSince = result.seenSince
    this.questions = result.questions
    for (const action of result.actions) {
      const queue = this.#queues.get(action.endpoint) ?? { actions: [], atMs: this.#world.nowMs }
      queue.actions.push(action)
      this.#queues.set(action.endpoint, queue)
    }
    return { view, options, result }
  }

  /** The next action of some endpoint; null: there is none. */
  next(): Action | null {
    const { random, nowMs } = this.#world
    for (const [key, { atMs }] of this.#queues) if (nowMs - atMs > DECISION_MS) this.#queues.delete(key)
    const queues = [...this.#queues.values()]
    return queues[random.between(0, queues.length - 1)]?.actions[0] ?? null
  }

  /** Writes it. `isLost`: it is written, and the agent hears of an error. */
  act(action: Action, isLost: boolean): void {
    const answer = write(this.#world, action)
    if (answer === null || isLost) this.#queues.delete(action.endpoint)
    else this.#done(action, answer)
  }

  #done(action: Action, answer: NonNullable<Answer>): void {
    this.#learn(answer.key, answer.service, answer.version)
    const queue = this.#queues.get(action.endpoint)
    queue?.actions.shift()
    if (queue?.actions.length === 0) this.#queues.delete(action.endpoint)
  }

  #learn(key: string, service: Service | null, version: number): void {
    if (version <= (this.#versions.get(key) ?? 0)) return
    this.#versions.set(key, version)
    if (service === null) this.#services.delete(key)
    else this.#services.set(key, service)
  }

  #view(): ClusterView {
    const lags = Object.values(this.#world.feeds).map((feed: Feed<unknown>) => feed.lagMs(this.#world.nowMs))
    const isFresh = Math.max(...lags) <= FRESH_MS && (this.isTrusting || !this.#world.random.chance(0.02))
    return {
      ports: [...this.#plips.values()],
      endpoints: [...this.#overrides.values()],
      faults: this.#faults,
      services: [...this.#services.values()].map((service) => this.#observe(service)),
      pools: this.#pools,
      namespaces: this.#namespaces,
      configuration: null,
      chain: this.#words,
      fresh: isFresh,
      seenSince: this.#seenSince,
    }
  }

  #observe(service: Service): ObservedService {
    const known = this.#read.get(service) ?? readService(service, AGENT_NAMESPACE)
    this.#read.set(service, known)
    const refusal = this.#world.refusals.get(known.uid) ?? null
    return refusal === null ? known : { ...known, refusal }
  }

  #options(view: ClusterView, isPartial: boolean): PlanOptions {
    if (this.#queues.size === 0 && !isPartial) return {}
    const keys = new Set([
      ...view.ports.map(({ sharingKey }) => sharingKey),
      ...view.endpoints.map(({ sharingKey }) => sharingKey),
      ...view.services.flatMap(({ anchor, sharingKey }) => anchor?.sharingKey ?? sharingKey ?? []),
    ])
    const { random } = this.#world
    const only = [...keys].filter((key) => !this.#queues.has(key) && (!isPartial || random.chance(0.5)))
    return { only: new Set(only), reserved: new Set([...this.#queues.values()].flatMap(reservedBy)) }
  }
}

const reservedBy = ({ actions }: { readonly actions: readonly Action[] }) =>
  actions.flatMap((action) =>
    action.kind === 'create-anchor' || action.kind === 'repin-anchor' ? [action.address] : [],
  )

function deliver<T>(feed: Feed<T>, known: Map<string, T>, count: number): void {
  for (const { key, value } of feed.take(count))
    if (value === null) known.delete(key)
    else known.set(key, value)
}

const pools = new WeakMap<WorldPool, ObservedPool>()

function observedPool(pool: WorldPool): ObservedPool {
  const { name, spec, cordon } = pool
  const annotations = cordon === '' ? {} : { [cordonAnnotation]: cordon }
  const read =
    pools.get(pool) ?? readPool({ metadata: { name, uid: name, annotations }, spec }, AGENT_NAMESPACE).pool
  pools.set(pool, read)
  return read
}
