import { isFailure } from '#domain/failure.ts'
import type { Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import { AddressBook } from './act/address-book.ts'
import { Gate } from './act/gate.ts'
import { type Hands, perform } from './act/perform.ts'
import { addressTaken, stepsOf } from './act/steps.ts'
import { Due } from './due.ts'
import { createWorkQueue, type WorkFailure, type WorkQueue } from './kube/work-queue.ts'
import type { Action } from './model/action.ts'
import type { ClusterView } from './model/cluster-view.ts'
import type { PlanResult } from './model/plan-result.ts'
import type { AgentPolicy } from './model/policy.ts'
import type { SeenSince } from './model/seen-since.ts'
import { actionsByEndpoint, Planner } from './planner.ts'
import { StuckBook } from './stuck-book.ts'

export interface LoopOptions {
  readonly policy: AgentPolicy
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Whether everything was listed; nothing is planned before. */
  readonly isSynced: () => boolean
  readonly view: (seenSince: SeenSince) => ClusterView
  /** Whether this process may write now. */
  readonly mayAct: () => boolean
  readonly hands: Hands
  readonly onPlan: (result: PlanResult, isWhole: boolean) => void
  /** Told of each write that was tried. */
  readonly onWrite: (action: Action, error: unknown) => void
  /** Writes under way at most. Default 24. */
  readonly concurrency?: number
  /** A plan of everything is made that often at least. Default 30000. */
  readonly resyncMs?: number
}

const CONCURRENCY = 24
/** Endpoints that are worked on at once: each plan is for as many as ask for one at the same time. */
const ENDPOINTS = 96
const RESYNC_MS = 30_000
/** Until everything is listed. */
const LOOK_MS = 50
/** After something changed: alarms and questions are about everything. */
const SETTLE_MS = 4000
/** What changes by itself is not looked at more often. */
const WAKE_GAP_MS = 500
/** For writes under way when it stops. */
const STOP_MS = 5000
/** A plan of everything comes at most after so many times its own duration. */
const REST = 20

/**
 * Brings the cluster to what the plans say: one item of work for each endpoint, so that none waits for another, and a
 * plan of everything now and then, so that nothing that a watch missed stays missed.
 */
export class Loop {
  readonly #options: LoopOptions
  readonly #planner: Planner
  readonly #queue: WorkQueue
  readonly #due: Due
  readonly #gate: Gate
  /** Those whose actions are under way: what a plan of everything sees of them is half done. */
  readonly #busy = new Set<string>()
  readonly #book = new AddressBook()
  readonly #stuck = new StuckBook()
  readonly #stopping = new AbortController()
  #running: Promise<void> = Promise.resolve()
  #lastWholeMs = Number.NEGATIVE_INFINITY

  constructor(options: LoopOptions) {
    const { policy, clock, random, log, view, onPlan, concurrency = CONCURRENCY } = options
    this.#options = options
    this.#gate = new Gate(concurrency)
    this.#due = new Due(clock)
    this.#planner = new Planner({
      policy,
      clock,
      log,
      view,
      options: () => this.#planOptions(),
      onPlan: (result, isWhole) => {
        if (!isWhole) this.#reserve(result)
        if (result.wakeAt !== null) this.#due.want(this.#wakeMs(result.wakeAt))
        onPlan(result, isWhole)
      },
    })
    this.#queue = createWorkQueue({
      concurrency: ENDPOINTS,
      clock,
      random,
      work: (key, signal) => this.#work(key, signal),
      onFailure: (key, failure) => this.#failed(key, failure),
    })
  }

  start(): void {
    this.wakeAll()
    this.#running = this.#due.run(() => this.#planAll(), this.#stopping.signal)
  }

  /** Something about this endpoint is new. */
  wake(key: string): void {
    if (!this.#isReady) return
    this.#queue.add(key)
    this.#due.want(Math.max(this.#nowMs + SETTLE_MS, this.#earliestMs()))
  }

  /** Something that concerns all is new. */
  wakeAll(): void {
    this.#due.want(Math.max(this.#nowMs, this.#earliestMs()))
  }

  get work(): ReturnType<WorkQueue['counts']> {
    return this.#queue.counts()
  }

  get busy(): ReadonlySet<string> {
    return this.#busy
  }

  /** Monotonic; null: nothing was planned yet. */
  get lastPlanMs(): number | null {
    return this.#planner.lastEndMs
  }

  get lastPlanCostMs(): number {
    return this.#planner.lastCostMs
  }

  get wall(): Date {
    return this.#planner.wallAt(this.#nowMs)
  }

  /** Begins nothing more; writes under way are waited for a little. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    await this.#queue.stop(STOP_MS)
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs()
  }

  /** Whether there was a plan of everything: before, what is not known yet would look as if it had vanished. */
  get #isReady(): boolean {
    return Number.isFinite(this.#lastWholeMs)
  }

  #earliestMs(): number {
    return this.#lastWholeMs + REST * this.#planner.lastCostMs
  }

  #planOptions() {
    const nowMs = this.#nowMs
    return {
      skip: this.#stuck.skipped(this.#queue, nowMs),
      reserved: this.#book.reserved(nowMs),
      avoid: this.#book.avoided(nowMs),
    }
  }

  /** What a plan gives to an endpoint is nobody else's from this very moment on. */
  #reserve(result: PlanResult): void {
    if (!this.#options.mayAct()) return
    for (const [key, actions] of actionsByEndpoint(result)) this.#book.begin(key, actions)
  }

  #planAll(): void {
    const { isSynced, resyncMs = RESYNC_MS, log } = this.#options
    if (isSynced())
      try {
        this.#afterWhole(this.#planner.planAll())
      } catch (error) {
        log.error({ err: error }, 'a plan of everything failed')
      }
    this.#due.want(this.#nowMs + (isSynced() ? resyncMs : LOOK_MS))
  }

  #afterWhole(result: PlanResult): void {
    this.#lastWholeMs = this.#nowMs
    if (this.#options.mayAct()) for (const key of actionsByEndpoint(result).keys()) this.#queue.add(key)
  }

  /** A moment that has passed already is not waited for again at once. */
  #wakeMs(wakeAt: Date): number {
    return Math.max(this.#planner.monotonicAt(wakeAt), this.#nowMs + WAKE_GAP_MS)
  }

  async #work(key: string, signal: AbortSignal): Promise<void> {
    const actions = await this.#planner.planFor(key)
    if (!this.#options.mayAct()) return this.#book.done(key)
    this.#busy.add(key)
    try {
      for (const step of stepsOf(actions)) await this.#step(step, signal)
      this.#book.done(key)
    } catch (error) {
      this.#book.doubt(key, this.#nowMs)
      throw error
    } finally {
      this.#busy.delete(key)
    }
    this.#stuck.succeeded(key)
  }

  /** All of a step are waited for, so that nothing of an endpoint is under way when it is planned again. */
  async #step(actions: readonly Action[], signal: AbortSignal): Promise<void> {
    const outcomes = await Promise.allSettled(actions.map((action) => this.#perform(action, signal)))
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  async #perform(action: Action, signal: AbortSignal): Promise<void> {
    const { hands, onWrite } = this.#options
    try {
      // The old Service is gone: until this is written the port is nobody's.
      const isUrgent = action.kind === 'open-port'
      await this.#gate.run(() => perform(action, hands, signal), isUrgent)
    } catch (error) {
      onWrite(action, error)
      throw error
    }
    const address = addressTaken(action)
    if (address !== null) this.#book.shown(action.endpoint, address)
    if (action.kind === 'repin-anchor' && action.from !== null)
      this.#book.refused(action.endpoint, action.from, this.#nowMs)
    onWrite(action, null)
  }

  #failed(key: string, failure: WorkFailure): void {
    if (isFailure(failure.error, 'FENCED', 'ABORTED')) return
    this.#stuck.failed(key, failure, this.#nowMs)
    this.#due.want(Math.max(this.#nowMs + SETTLE_MS, this.#earliestMs()))
  }
}
