import { isFailure } from '#domain/failure.ts'
import type { Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { Metrics } from '#platform/metrics.ts'
import type { MakeId } from '#platform/random-id.ts'
import { announce } from './act/announce.ts'
import { Reporter } from './act/reporter.ts'
import { type AgentState, unreadyWords } from './agent-state.ts'
import { AlarmLog } from './alarm-log.ts'
import { ClusterWatch } from './cluster-watch.ts'
import { fencedClient } from './kube/fenced-client.ts'
import type { KubeClient } from './kube/kube-client.ts'
import type { LeasedIPOverride } from './kube/kube-objects.ts'
import { type Leader, startLeader } from './kube/leader.ts'
import type { InformerLimits } from './kube/list-schedule.ts'
import { createRecorder, type Recorder } from './kube/recorder.ts'
import { Loop, type LoopOptions } from './loop.ts'
import { createLoopMetrics, type LoopMetrics } from './loop-metrics.ts'
import type { MetricsReader } from './metallb/read-metrics.ts'
import type { Action } from './model/action.ts'
import type { PlanResult } from './model/plan-result.ts'
import type { AgentPolicy } from './model/policy.ts'
import type { OverrideOutcome } from './object/override-status.ts'
import type { AgentMode } from './observe/observation.ts'
import type { ChainOracle } from './oracle/chain-oracle.ts'
import { VerdictBook, type VerdictChange } from './verdict-book.ts'
import type { Wake } from './watch/wake.ts'

export interface AgentOptions {
  readonly mode: AgentMode
  readonly policy: AgentPolicy
  /** Where the stock provider puts ProviderLeasedIPs. */
  readonly manifestNamespace: string
  readonly client: KubeClient
  /** Unique to this process, also among its restarts. */
  readonly identity: string
  /** Null: no chain is known, so nothing is ever released. */
  readonly oracle: ChainOracle | null
  /** For MetalLB before 0.15; null: pools' own status must do. */
  readonly metallbMetrics: MetricsReader | null
  readonly metrics: Metrics
  readonly clock: Clock
  readonly random: Random
  readonly makeId: MakeId
  readonly log: Log
  /** For tests: default as the parts have them. */
  readonly limits?: Partial<InformerLimits> & Pick<LoopOptions, 'resyncMs' | 'concurrency'>
}

export interface Agent {
  state(): AgentState
  /** Calls the listener after the state has another version, until the returned function is called. */
  onChange(listener: () => void): () => void
  /** Ends writes, gives leadership back, ends watches. */
  stop(): Promise<void>
}

const LEASE_NAME = 'ipgw-agent'
const COMPONENT = 'ipgw-agent'

/** Begins at once: watches the cluster, and in mode drive competes for the lead and does what is to be done. */
export function startAgent(options: AgentOptions): Agent {
  return new RunningAgent(options)
}

class RunningAgent implements Agent {
  readonly #options: AgentOptions
  readonly #watch: ClusterWatch
  readonly #leader: Leader | null
  readonly #recorder: Recorder
  readonly #loop: Loop
  readonly #reporter: Reporter
  readonly #book = new VerdictBook()
  readonly #alarms: AlarmLog
  readonly #metrics: LoopMetrics
  readonly #listeners = new Set<() => void>()
  #version = 0
  #planned = false

  constructor(options: AgentOptions) {
    const { client, clock, random, log, makeId, identity, policy, limits = {} } = options
    this.#options = options
    this.#alarms = new AlarmLog(log)
    this.#metrics = createLoopMetrics(options.metrics)
    this.#watch = new ClusterWatch({ ...options, onWake: (wake) => this.#wake(wake) })
    this.#leader = options.mode === 'drive' ? this.#startLeader() : null
    const fenced = this.#leader === null ? client : fencedClient(client, this.#leader)
    const { informers } = this.#watch
    this.#recorder = createRecorder({
      client: fenced,
      component: COMPONENT,
      instance: identity,
      clock,
      makeId,
      log,
    })
    this.#loop = new Loop({
      policy,
      clock,
      random,
      log,
      isSynced: () => this.#watch.freshness().synced,
      view: (seenSince) => this.#watch.observe(seenSince).view,
      mayAct: () => this.#leads,
      hands: { client: fenced, services: this.#watch.ownServices, agentNamespace: policy.agentNamespace },
      onPlan: (result, isWhole) => this.#afterPlan(result, isWhole),
      onWrite: (action, error) => this.#wrote(action, error),
      ...limits,
    })
    this.#reporter = new Reporter({
      client: fenced,
      informers,
      verdicts: () => this.#book.verdicts,
      outcomeOf: (override) => this.#outcomeOf(override),
      mayAct: () => this.#leads,
      isBusy: () => this.#loop.work.ready + this.#loop.work.running > 0,
      clock,
      random,
      log,
    })
    this.#loop.start()
  }

  state(): AgentState {
    const freshness = this.#watch.freshness()
    return {
      unready: unreadyWords(this.#planned, freshness),
      lastPlanMs: this.#loop.lastPlanMs,
      queue: this.#loop.work,
      version: this.#version,
      at: this.#loop.wall,
      planned: this.#planned,
      fresh: this.#planned && freshness.fresh,
      leads: this.#leads,
      leader: this.#leader?.holder() ?? null,
      verdicts: this.#book.verdicts,
      alarms: this.#book.alarms,
      view: this.#watch.last?.view ?? null,
    }
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Writes end first, then the lead: who takes over finds nothing half done by us. */
  async stop(): Promise<void> {
    const { log } = this.#options
    const parts: readonly (readonly [string, () => Promise<void>])[] = [
      ['the loop', () => this.#loop.stop()],
      ['the reporter', () => this.#reporter.stop()],
      ['the recorder', () => this.#recorder.stop()],
      ['the leader', async () => this.#leader?.stop()],
      ['the watches', () => this.#watch.stop()],
    ]
    for (const [name, stop] of parts)
      await stop().catch((error: unknown) => log.error({ err: error }, `${name} did not stop in order`))
  }

  get #leads(): boolean {
    return this.#leader !== null && isLeading(this.#leader)
  }

  #startLeader(): Leader {
    const { client, policy, identity, clock, random, log } = this.#options
    const lease = { namespace: policy.agentNamespace, name: LEASE_NAME }
    return startLeader({
      client,
      lease,
      identity,
      clock,
      random,
      log,
      onChange: (leads) => this.#ledOrNot(leads),
    })
  }

  /** Who begins to lead looks at everything; what others wrote meanwhile is not known here. */
  #ledOrNot(leads: boolean): void {
    if (leads) {
      this.#loop.wakeAll()
      this.#reporter.all()
      this.#announce(this.#book.verdicts.map((after) => ({ key: after.sharingKey, before: null, after })))
    }
    this.#changed()
  }

  #announce(changes: readonly VerdictChange[]): void {
    const { manifestNamespace, policy } = this.#options
    announce(changes, this.#recorder, this.#watch.informers, { ...policy, manifestNamespace })
  }

  #wake(wake: Wake): void {
    if (wake.all) this.#loop.wakeAll()
    for (const key of wake.keys) this.#loop.wake(key)
    for (const key of this.#watch.keysIn(wake.namespaces)) this.#loop.wake(key)
    if (!wake.freed) return
    for (const { sharingKey, pending } of this.#book.verdicts)
      if (pending !== null) this.#loop.wake(sharingKey)
  }

  #afterPlan(result: PlanResult, isWhole: boolean): void {
    this.#watch.ask(result.questions)
    const changes = this.#book.apply(result, isWhole, this.#loop.busy)
    const isFirst = !this.#planned
    this.#planned ||= isWhole
    this.#metrics.planned(isWhole, this.#loop.lastPlanCostMs)
    if (this.#leads) {
      this.#reporter.changed(changes)
      this.#announce(changes)
    }
    const isNews = isWhole && this.#alarms.show(result.alarms)
    if (changes.length > 0 || isNews || isFirst) this.#changed()
  }

  #wrote(action: Action, error: unknown): void {
    const { log } = this.#options
    const { kind, endpoint, reason } = action
    this.#metrics.acted(action, error)
    if (error === null) log.info({ kind, endpoint }, reason)
    else log.warn({ err: error, kind, endpoint }, `could not: ${reason}`)
  }

  #outcomeOf(override: LeasedIPOverride): OverrideOutcome {
    const reading = this.#watch.reader.readOverride(override)
    return 'fault' in reading ? reading.fault : this.#book.get(reading.wish.sharingKey)
  }

  #changed(): void {
    this.#version++
    for (const listener of [...this.#listeners]) listener()
  }
}

function isLeading(leader: Leader): boolean {
  try {
    return leader.assertLeader().remainingMs > 0
  } catch (error) {
    if (isFailure(error, 'FENCED')) return false
    throw error
  }
}
