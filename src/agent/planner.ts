import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { Action } from './model/action.ts'
import type { ClusterView } from './model/cluster-view.ts'
import type { PlanResult } from './model/plan-result.ts'
import type { AgentPolicy } from './model/policy.ts'
import type { SeenSince } from './model/seen-since.ts'
import { plan } from './plan/plan.ts'
import type { PlanOptions } from './plan/plan-options.ts'

export interface PlannerOptions {
  readonly policy: AgentPolicy
  readonly clock: Clock
  readonly log: Log
  /** The cluster as it is known at this moment. */
  readonly view: (seenSince: SeenSince) => ClusterView
  /** What else a plan must know now. */
  readonly options: () => Omit<PlanOptions, 'only'>
  /** Told of each plan at once, before anything else is planned; `isWhole`: it was about everything. */
  readonly onPlan: (result: PlanResult, isWhole: boolean) => void
}

interface Waiting {
  readonly resolve: (actions: readonly Action[]) => void
  readonly reject: (error: unknown) => void
}

/** After a plan comes a rest of so many times what it took beyond this: a small one delays nobody. Milliseconds. */
const REST = 8
const SMALL_MS = 1

/** In the order of the plan. */
export function actionsByEndpoint({
  actions,
}: Pick<PlanResult, 'actions'>): ReadonlyMap<string, readonly Action[]> {
  const found = new Map<string, Action[]>()
  for (const action of actions) {
    const own = found.get(action.endpoint)
    if (own === undefined) found.set(action.endpoint, [action])
    else own.push(action)
  }
  return found
}

/** Makes plans. Many endpoints that want one at the same time get it from the same look at the cluster. */
export class Planner {
  readonly #options: PlannerOptions
  /** Wall time at monotonic 0, so that time does not jump when somebody sets the clock. */
  readonly #startMs: number
  #waiting = new Map<string, Waiting[]>()
  #seenSince: SeenSince = new Map()
  #flushing = false
  #lastEndMs: number | null = null
  #lastCostMs = 0

  constructor(options: PlannerOptions) {
    this.#options = options
    this.#startMs = options.clock.now().getTime() - options.clock.monotonicMs()
  }

  /** Monotonic, when the last plan was made; null: there was none. */
  get lastEndMs(): number | null {
    return this.#lastEndMs
  }

  /** Milliseconds that the last plan took. */
  get lastCostMs(): number {
    return this.#lastCostMs
  }

  /** A moment of the plans' own time. */
  wallAt(monotonicMs: number): Date {
    return new Date(this.#startMs + monotonicMs)
  }

  monotonicAt(wall: Date): number {
    return wall.getTime() - this.#startMs
  }

  /** What is to be done for one endpoint, in order. Throws what `plan` throws for it. */
  planFor(key: string): Promise<readonly Action[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), { resolve, reject }])
      if (!this.#flushing) void this.#flushSoon()
    })
  }

  /** A plan about everything. */
  planAll(): PlanResult {
    return this.#plan(null)
  }

  /** Planning takes at most about a tenth of the time: what comes meanwhile goes into one plan. */
  async #flushSoon(): Promise<void> {
    const { clock } = this.#options
    this.#flushing = true
    const restedMs = (this.#lastEndMs ?? 0) + REST * Math.max(0, this.#lastCostMs - SMALL_MS)
    await clock.sleep(restedMs - clock.monotonicMs())
    this.#flushing = false
    const waiting = this.#waiting
    this.#waiting = new Map()
    this.#answer(waiting)
  }

  #answer(waiting: ReadonlyMap<string, readonly Waiting[]>): void {
    try {
      const byKey = actionsByEndpoint(this.#plan(new Set(waiting.keys())))
      for (const [key, those] of waiting) for (const { resolve } of those) resolve(byKey.get(key) ?? [])
    } catch (error) {
      this.#afterFailure(waiting, error)
    }
  }

  /** One endpoint that cannot be planned must not keep the others from it. */
  #afterFailure(waiting: ReadonlyMap<string, readonly Waiting[]>, error: unknown): void {
    if (waiting.size > 1) {
      for (const one of waiting) this.#answer(new Map([one]))
      return
    }
    for (const those of waiting.values()) for (const { reject } of those) reject(error)
  }

  #plan(only: ReadonlySet<string> | null): PlanResult {
    const { policy, clock, view, options, onPlan } = this.#options
    const startMs = clock.monotonicMs()
    const now = { wall: this.wallAt(startMs), monotonicMs: startMs }
    const scope = only === null ? {} : { only }
    const result = plan(view(this.#seenSince), policy, now, { ...options(), ...scope })
    this.#seenSince = result.seenSince
    const endMs = clock.monotonicMs()
    this.#lastEndMs = endMs
    this.#lastCostMs = endMs - startMs
    onPlan(result, only === null)
    return result
  }
}
