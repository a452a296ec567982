import { isFailure } from '#domain/failure.ts'
import type { Metrics } from '#platform/metrics.ts'
import type { AgentState } from './agent-state.ts'
import type { Action } from './model/action.ts'

export interface AgentMetrics {
  wrote(action: Action, error: unknown): void
  planned(isWhole: boolean, seconds: number): void
}

const PLAN_SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]

/** What the agent tells Prometheus. */
export function createAgentMetrics(metrics: Metrics, state: () => AgentState): AgentMetrics {
  const writes = metrics.counter({
    name: 'agent_writes_total',
    help: 'Writes to Services, by what they were for and how they ended',
    labels: ['kind', 'outcome'],
  })
  const plans = metrics.histogram({
    name: 'agent_plan_seconds',
    help: 'What one plan took; of everything, or of some endpoints',
    labels: ['scope'],
    buckets: PLAN_SECONDS,
  })
  const gauges: readonly (readonly [name: string, help: string, read: (now: AgentState) => number])[] = [
    ['agent_leads', '1: this process writes', (now) => Number(now.leads)],
    ['agent_fresh', '1: all that is known of the cluster is of the last minute', (now) => Number(now.fresh)],
    [
      'agent_working',
      'Endpoints whose writes are under way or wait',
      ({ work }) => work.ready + work.running,
    ],
    ['agent_pausing', 'Endpoints that pause after a failed write', ({ work }) => work.pausing],
    [
      'agent_pending',
      'Endpoints of which something waits',
      ({ verdicts }) => verdicts.filter(isPending).length,
    ],
    ['agent_alarms', 'Alarms that stand', ({ alarms }) => alarms.length],
  ]
  for (const [name, help, read] of gauges) metrics.gauge({ name, help, read: () => read(state()) })
  return {
    wrote: ({ kind }, error) => writes.inc({ kind, outcome: outcomeOf(error) }),
    planned: (isWhole, seconds) => plans.observe({ scope: isWhole ? 'all' : 'some' }, seconds),
  }
}

const isPending = ({ pending, ports }: AgentState['verdicts'][number]) =>
  pending !== null || ports.some((port) => port.pending !== null)

const outcomeOf = (error: unknown) => (error === null ? 'done' : isFailure(error) ? error.code : 'UNKNOWN')
