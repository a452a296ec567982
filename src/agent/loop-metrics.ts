import { isFailure } from '#domain/failure.ts'
import type { Metrics } from '#platform/metrics.ts'
import type { Action } from './model/action.ts'

export interface LoopMetrics {
  /** `error` null: it was done. */
  acted(action: Action, error: unknown): void
  planned(isWhole: boolean, ms: number): void
}

const PLAN_SECONDS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]

/** What the loop tells Prometheus of its plans, and of what it did about them. */
export function createLoopMetrics(metrics: Metrics): LoopMetrics {
  const actions = metrics.counter({
    name: 'agent_actions_total',
    help: 'What was done about Services, and how it ended: done, or the code of the failure',
    labels: ['kind', 'outcome'],
  })
  const plans = metrics.histogram({
    name: 'agent_plan_seconds',
    help: 'What one plan took; of everything, or of some endpoints',
    labels: ['scope'],
    buckets: PLAN_SECONDS,
  })
  return {
    acted: ({ kind }, error) => actions.inc({ kind, outcome: outcomeOf(error) }),
    planned: (isWhole, ms) => plans.observe({ scope: isWhole ? 'all' : 'some' }, ms / 1000),
  }
}

const outcomeOf = (error: unknown) => (error === null ? 'done' : isFailure(error) ? error.code : 'UNKNOWN')
