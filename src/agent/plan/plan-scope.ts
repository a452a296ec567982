import type { ClusterView } from '../model/cluster-view.ts'
import type { AgentPolicy } from '../model/policy.ts'
import type { Alarm } from '../model/verdict.ts'
import { AddressDesk } from './address-desk.ts'
import { HoldQuota } from './hold-quota.ts'
import { LeaseWords } from './lease-words.ts'
import { massVanishing } from './mass-vanishing.ts'
import { Memory } from './memory.ts'
import { type Moment, wallAt } from './moment.ts'
import type { PlanOptions } from './plan-options.ts'
import { type Survey, surveyOf } from './survey.ts'

/** What the parts of one plan share. What they add to it is the plan's own: nothing outside sees it change. */
export interface PlanScope {
  readonly view: ClusterView
  readonly policy: AgentPolicy
  readonly now: Moment
  readonly options: PlanOptions
  readonly survey: Survey
  readonly memory: Memory
  readonly words: LeaseWords
  readonly addresses: AddressDesk
  readonly holds: HoldQuota
  /** Too many endpoints vanished at once; null: no. */
  readonly massVanishing: Alarm | null
  readonly alarms: Alarm[]
  /** Wall times at which the plan changes by itself. */
  readonly wakes: Date[]
}

export function openScope(
  view: ClusterView,
  policy: AgentPolicy,
  now: Moment,
  options: PlanOptions,
): PlanScope {
  const survey = surveyOf(view, policy.provider)
  const words = new LeaseWords({ chain: view.chain, nowMs: now.monotonicMs, goodForMs: policy.chainWordMs })
  return {
    view,
    policy,
    now,
    options,
    survey,
    memory: new Memory(view.seenSince, now.monotonicMs),
    words,
    addresses: new AddressDesk(view.pools, survey, options),
    holds: new HoldQuota(survey, policy.maxHoldsPerOwner),
    massVanishing: massVanishing(survey, words, policy),
    alarms: [],
    wakes: [],
  }
}

/** Whether something has been so for long enough; if not, the plan wakes when it has. */
export function isOver(scope: PlanScope, sinceMs: number, durationMs: number): boolean {
  const endMs = sinceMs + durationMs
  if (endMs <= scope.now.monotonicMs) return true
  scope.wakes.push(wallAt(scope.now, endMs))
  return false
}
