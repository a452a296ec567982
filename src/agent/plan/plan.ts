import type { ClusterView } from '../model/cluster-view.ts'
import type { PlanResult } from '../model/plan-result.ts'
import type { AgentPolicy } from '../model/policy.ts'
import { clusterAlarms, endpointAlarms } from './alarms.ts'
import { planEndpoint } from './endpoint-plan.ts'
import { type Moment, wallAt } from './moment.ts'
import type { PlanOptions } from './plan-options.ts'
import { openScope, type PlanScope } from './plan-scope.ts'

/**
 * What is to be done so that the cluster becomes what is wished, and what is of each endpoint. Everything that decides is in
 * the arguments: the same ones always give the same plan. Each action is one write that may be repeated, and after which the
 * agent may be killed; those of one endpoint come in their order, and each only after the one before it succeeded.
 */
export function plan(
  view: ClusterView,
  policy: AgentPolicy,
  now: Moment,
  options: PlanOptions = {},
): PlanResult {
  const scope = openScope(view, policy, now, options)
  const { only } = options
  const endpoints = [...scope.survey.endpoints.values()].filter(({ key }) => only?.has(key) !== false)
  const plans = endpoints.map((endpoint) => planEndpoint(endpoint, scope))
  const alarms = endpoints.flatMap((endpoint) => endpointAlarms(endpoint, scope))
  const wide = only === undefined ? clusterAlarms(scope) : []
  return {
    actions: plans.flatMap(({ actions }) => actions),
    verdicts: plans.map(({ verdict }) => verdict),
    alarms: [...wide, ...scope.alarms, ...alarms],
    planned: only ?? new Set(scope.survey.endpoints.keys()),
    seenSince: scope.memory.toSeenSince(only ?? null),
    questions: scope.words.questions,
    wakeAt: firstWake(scope),
  }
}

function firstWake({ wakes, words, now }: PlanScope): Date | null {
  const all = Number.isFinite(words.nextMs) ? [...wakes, wallAt(now, words.nextMs)] : wakes
  return all.reduce<Date | null>((first, date) => (first === null || date < first ? date : first), null)
}
