import type { Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { Hands } from './act/perform.ts'
import type { KubeClient } from './kube/kube-client.ts'
import type { InformerLimits } from './kube/list-schedule.ts'
import { PoolCountWatch } from './metallb/pool-count-watch.ts'
import type { MetricsReader } from './metallb/read-metrics.ts'
import { type LeaseRef, leaseRefKey } from './model/lease-ref.ts'
import type { AgentPolicy } from './model/policy.ts'
import type { SeenSince } from './model/seen-since.ts'
import { type ChainAsker, createChainAsker } from './oracle/chain-asker.ts'
import type { ChainOracle } from './oracle/chain-oracle.ts'
import { type Freshness, freshnessOf } from './watch/freshness.ts'
import { type Informers, type KindChange, startInformers, stopInformers } from './watch/informers.ts'
import { readOnce } from './watch/reading.ts'
import { createViewReader, type Observation, type PoolCounts, type ViewReader } from './watch/view.ts'
import { endpointOf, keysInNamespaces, type Wake, wakeOf } from './watch/wake.ts'

export interface ClusterWatchOptions {
  readonly policy: AgentPolicy
  readonly manifestNamespace: string
  readonly client: Pick<KubeClient, 'list' | 'watch'>
  readonly oracle: ChainOracle | null
  readonly metallbMetrics: MetricsReader | null
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly limits?: Partial<InformerLimits>
  readonly onWake: (wake: Wake) => void
}

/** What is older is not fresh. */
const FRESH_MS = 60_000
const NO_COUNTS: PoolCounts = new Map()
const NO_WAKE: Wake = { keys: new Set(), namespaces: new Set(), freed: false, all: false }

/** Written out once for each of the thousands of leases. */
const keyOf = readOnce(leaseRefKey)

/** Everything that decides, as it is known now: the cluster, MetalLB's counts, and the chain's words. */
export class ClusterWatch {
  readonly reader: ViewReader
  readonly informers: Informers
  readonly #options: ClusterWatchOptions
  readonly #asker: ChainAsker
  readonly #counts: PoolCountWatch | null
  readonly #startedMs: number
  #last: Observation | null = null
  #isQuiet = false

  constructor(options: ClusterWatchOptions) {
    const { policy, clock, random, log, metallbMetrics, limits = {} } = options
    this.#options = options
    this.#startedMs = clock.monotonicMs()
    this.reader = createViewReader(policy)
    this.#asker = createChainAsker({
      oracle: options.oracle,
      chainWordMs: policy.chainWordMs,
      clock,
      random,
      log,
      onWords: (leases) => this.#afterWords(leases),
    })
    this.#counts = metallbMetrics === null ? null : new PoolCountWatch({ reader: metallbMetrics, clock, log })
    this.informers = startInformers({
      client: options.client,
      places: { ...policy, manifestNamespace: options.manifestNamespace },
      clock,
      random,
      log,
      limits,
      onChange: (change) => this.#afterChange(change),
    })
  }

  /**
   * For what this agent writes. A Service that it has just made wakes nobody: there is nothing to be done for its endpoint
   * before MetalLB has said something, and that wakes it.
   */
  get ownServices(): Hands['services'] {
    const { services } = this.informers
    return {
      assume: (object) => services.assume(object),
      assumeDeleted: (object) => services.assumeDeleted(object),
      relist: () => services.relist(),
      assumeNew: (object) => {
        this.#isQuiet = true
        services.assume(object)
        this.#isQuiet = false
      },
    }
  }

  /** As it was observed last; null: never. */
  get last(): Observation | null {
    return this.#last
  }

  observe(seenSince: SeenSince): Observation {
    const { informers } = this
    const objects = {
      plips: informers.plips.snapshot().objects,
      overrides: informers.overrides.snapshot().objects,
      services: informers.services.snapshot().objects,
      namespaces: informers.namespaces.snapshot().objects,
      pools: informers.pools.snapshot().objects,
      configurations: informers.configurations.snapshot().objects,
      events: informers.events.snapshot().objects,
    }
    const counts = this.#counts?.counts ?? NO_COUNTS
    const { fresh } = this.freshness()
    this.#last = this.reader.observe({ objects, counts, chain: this.#asker.words(), fresh, seenSince })
    return this.#last
  }

  freshness(): Freshness {
    const runningMs = this.#options.clock.monotonicMs() - this.#startedMs
    return freshnessOf(this.informers, { runningMs, limitMs: FRESH_MS })
  }

  /** Never waits; `onWake` tells when the chain has answered. */
  ask(leases: readonly LeaseRef[]): void {
    this.#asker.want(leases)
  }

  /** The endpoints with a port in one of these namespaces of leases. */
  keysIn(namespaces: ReadonlySet<string>): readonly string[] {
    return namespaces.size === 0 ? [] : keysInNamespaces(this.#last?.view.ports ?? [], namespaces)
  }

  async stop(): Promise<void> {
    await Promise.all([this.#asker.stop(), this.#counts?.stop(), stopInformers(this.informers)])
  }

  #afterChange(change: KindChange): void {
    if (this.#isQuiet) return
    this.#options.onWake(wakeOf(change, this.reader, (uid) => this.#endpointOfUid(uid)))
  }

  /** Events are few: no index is kept for them. */
  #endpointOfUid(uid: string): string | null {
    const found = this.#last?.view.services.find((service) => service.uid === uid)
    return found === undefined ? null : endpointOf(found)
  }

  #afterWords(leases: ReadonlySet<string>): void {
    const isAsked = (lease: LeaseRef | null) => lease !== null && leases.has(keyOf(lease))
    const concerned = (this.#last?.view.services ?? []).filter(
      ({ lease, anchor }) => isAsked(lease) || anchor?.leases.some(isAsked),
    )
    const keys = new Set(concerned.map(endpointOf).filter((key) => key !== null))
    this.#options.onWake({ ...NO_WAKE, keys })
  }
}
