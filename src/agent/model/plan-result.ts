import type { Action } from './action.ts'
import type { LeaseRef } from './lease-ref.ts'
import type { Alarm, EndpointVerdict } from './verdict.ts'

export interface PlanResult {
  readonly actions: readonly Action[]
  readonly verdicts: readonly EndpointVerdict[]
  readonly alarms: readonly Alarm[]
  /** The chain must be asked about these before the plan can go on. */
  readonly questions: readonly LeaseRef[]
  /** Wall time at which the plan changes by itself (a hold or a quarantine ends); null: only events change it. */
  readonly wakeAt: Date | null
}
