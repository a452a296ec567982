import type { Metrics } from '#platform/metrics.ts'
import { alarmKinds, pendingReasons } from '../model/verdict.ts'
import type { Observation } from '../observe/observation.ts'
import type { AgentState } from './agent-state.ts'

/** What Prometheus is told; the loop counts its writes, the rest is read off what is when somebody asks. */
export interface AgentMetrics {
  /** `verb`: create, apply, patch or delete, as the API server counts them. */
  countWrite(verb: WriteVerb): void
  show(shown: Shown): void
}

export type WriteVerb = 'create' | 'apply' | 'patch' | 'delete'

export interface Shown {
  /** Null: nothing was seen yet; then there are no series about it. */
  readonly observation: Observation | null
  readonly state: AgentState
  readonly nowMs: number
}

export function createAgentMetrics(metrics: Metrics): AgentMetrics {
  const writes = metrics.counter({
    name: 'agent_api_writes_total',
    help: 'Writes to the Kubernetes API that were sent',
    labels: ['verb'],
  })
  for (const verb of ['create', 'apply', 'patch', 'delete'] as const) writes.inc({ verb }, 0)
  const showObservation = observationGauges(metrics)
  const showState = stateGauges(metrics)
  return {
    countWrite: (verb) => writes.inc({ verb }),
    show({ observation, state, nowMs }) {
      if (observation !== null) showObservation(observation)
      showState(state, nowMs)
    },
  }
}

/** Field, and label as Prometheus writes it. */
const poolUses = [
  ['inUse', 'in_use'],
  ['held', 'held'],
  ['quarantined', 'quarantined'],
  ['cordoned', 'cordoned'],
  ['available', 'available'],
] as const
const endpointStates = ['pending', 'assigned', 'held', 'quarantined'] as const

function observationGauges(metrics: Metrics): (observation: Observation) => void {
  const capacity = metrics.gauge({
    name: 'agent_pool_capacity_addresses',
    help: 'Addresses that a pool has; the uses of ipgw_agent_pool_addresses add up to it',
    labels: ['pool'],
  })
  const addresses = metrics.gauge({
    name: 'agent_pool_addresses',
    help: 'Addresses of a pool by use',
    labels: ['pool', 'use'],
  })
  const leaked = metrics.gauge({
    name: 'agent_pool_leaked_addresses',
    help: 'Addresses that MetalLB counts as assigned and no Service has; absent where it does not count',
    labels: ['pool'],
  })
  const endpoints = metrics.gauge({
    name: 'agent_endpoints',
    help: 'IP endpoints by state',
    labels: ['state'],
  })
  const pending = metrics.gauge({
    name: 'agent_pending',
    help: 'Endpoints and ports that are not as they were asked, by reason',
    labels: ['reason'],
  })
  const alarms = metrics.gauge({
    name: 'agent_alarms',
    help: 'Alarms by kind; all must be 0',
    labels: ['kind'],
  })
  return (observation) => {
    // A pool that is gone must not be shown any more.
    for (const gauge of [capacity, addresses, leaked]) gauge.reset()
    for (const pool of observation.pools) {
      capacity.set({ pool: pool.name }, Number(pool.total))
      for (const [field, use] of poolUses) addresses.set({ pool: pool.name, use }, Number(pool[field]))
      if (pool.leaked !== null) leaked.set({ pool: pool.name }, Number(pool.leaked))
    }
    const states = observation.holdings.map(({ state }) => state)
    for (const state of endpointStates) endpoints.set({ state }, countOf(states, state))
    const reasons = reasonsOf(observation)
    for (const reason of pendingReasons) pending.set({ reason }, countOf(reasons, reason))
    const kinds = observation.alarms.map(({ kind }) => kind)
    for (const kind of alarmKinds) alarms.set({ kind }, countOf(kinds, kind))
  }
}

const countOf = <T>(items: readonly T[], wanted: T) => items.filter((item) => item === wanted).length

const reasonsOf = ({ holdings }: Observation) =>
  holdings
    .flatMap((holding) => [holding.pending, ...holding.ports.map((port) => port.pending)])
    .flatMap((pending) => (pending === null ? [] : [pending.reason]))

function stateGauges(metrics: Metrics): (state: AgentState, nowMs: number) => void {
  const ready = metrics.gauge({ name: 'agent_ready', help: '1 where /readyz says so' })
  const queue = metrics.gauge({
    name: 'agent_queue_endpoints',
    help: 'Endpoints in the work queue by state',
    labels: ['state'],
  })
  const age = metrics.gauge({
    name: 'agent_plan_age_seconds',
    help: 'Since the last plan; +Inf before the first',
  })
  return ({ unready, queue: counts, lastPlanMs }, nowMs) => {
    ready.set(unready === null ? 1 : 0)
    for (const state of ['ready', 'running', 'pausing'] as const) queue.set({ state }, counts[state])
    age.set(lastPlanMs === null ? Number.POSITIVE_INFINITY : (nowMs - lastPlanMs) / 1000)
  }
}
