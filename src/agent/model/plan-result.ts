import type { Action } from './action.ts'
import type { LeaseRef } from './lease-ref.ts'
import type { SeenSince } from './seen-since.ts'
import type { Alarm, EndpointVerdict } from './verdict.ts'

export interface PlanResult {
  readonly actions: readonly Action[]
  readonly verdicts: readonly EndpointVerdict[]
  readonly alarms: readonly Alarm[]
  /** Sharing keys of the endpoints that this plan looked at: all that are known, or those of `only`. */
  readonly planned: ReadonlySet<string>
  /** For the next plan's view. */
  readonly seenSince: SeenSince
  /** The chain must be asked about these before the plan can go on. */
  readonly questions: readonly LeaseRef[]
  /** Wall time at which the plan changes by itself (a hold or a quarantine ends); null: only events change it. */
  readonly wakeAt: Date | null
}
