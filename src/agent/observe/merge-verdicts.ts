import type { PlanResult } from '../model/plan-result.ts'
import type { EndpointVerdict } from '../model/verdict.ts'

/**
 * The verdicts after a plan that looked at some endpoints only (`only`): its own, and those from before of all others. A
 * plan that looked at all says all there is; nothing from before stays.
 */
export function mergeVerdicts(
  before: readonly EndpointVerdict[],
  { planned, verdicts }: Pick<PlanResult, 'planned' | 'verdicts'>,
): readonly EndpointVerdict[] {
  return [...before.filter(({ sharingKey }) => !planned.has(sharingKey)), ...verdicts]
}
