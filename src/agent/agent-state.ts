import type { ClusterView } from './model/cluster-view.ts'
import type { Alarm, EndpointVerdict } from './model/verdict.ts'
import type { WishFault } from './stock/wish-fault.ts'

/** drive: does what the plan says; observe: says what it sees, and writes nothing. */
export const agentModes = ['drive', 'observe'] as const
export type AgentMode = (typeof agentModes)[number]

/** What the agent knows at one moment. */
export interface AgentState {
  readonly mode: AgentMode
  /** Counts changes of verdicts, alarms and pools since the start; the same number: nothing of those is new. */
  readonly version: number
  readonly at: Date
  /** Whether everything in the cluster was listed and planned once; before, the rest is empty. */
  readonly synced: boolean
  /** Whether what is known was proved current within the last minute. */
  readonly fresh: boolean
  /** Milliseconds since the API was heard about what was heard longest ago; Infinity: never. */
  readonly ageMs: number
  /** Whether this process may write; always false in mode observe. */
  readonly leads: boolean
  /** Who leads, as seen last; null: nobody, or not seen yet. */
  readonly leader: string | null
  readonly verdicts: readonly EndpointVerdict[]
  readonly alarms: readonly Alarm[]
  /** Null before everything was listed. */
  readonly view: ClusterView | null
  /** Wishes that cannot be followed as they stand. */
  readonly wishFaults: readonly WishFault[]
  /** What in IPAddressPools cannot be read, in words. */
  readonly poolFaults: readonly string[]
  /** Endpoints that are worked on, wait for that, or pause after a failure. */
  readonly work: { readonly ready: number; readonly running: number; readonly pausing: number }
}
