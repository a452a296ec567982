import type { ClusterView } from './model/cluster-view.ts'
import type { Alarm, EndpointVerdict } from './model/verdict.ts'
import type { AgentState as Condition } from './rest/agent-state.ts'

/** What the agent knows at one moment, and how it is itself. */
export interface AgentState extends Condition {
  /** Counts changes of verdicts, alarms and pools since the start; the same number: nothing of those is new. */
  readonly version: number
  readonly at: Date
  /** Whether there was a plan of everything; before, the rest is empty. */
  readonly planned: boolean
  /** Whether what is known was proved current within the last minute. */
  readonly fresh: boolean
  /** Whether this process may write; always false in mode observe. */
  readonly leads: boolean
  /** Who leads, as seen last; null: nobody, or not seen yet. */
  readonly leader: string | null
  readonly verdicts: readonly EndpointVerdict[]
  readonly alarms: readonly Alarm[]
  /** As the last plan had it; null: there was none. */
  readonly view: ClusterView | null
}

/** Why an agent is not ready, in words; null: it is. */
export function unreadyWords(
  planned: boolean,
  { fresh, ageMs, oldest }: { readonly fresh: boolean; readonly ageMs: number; readonly oldest: string },
): string | null {
  if (!Number.isFinite(ageMs)) return `the list of ${oldest} was not read yet`
  if (!planned) return 'nothing was planned yet'
  return fresh ? null : `what is known of ${oldest} is ${Math.round(ageMs / 1000)} s old`
}
