/** How the agent itself is, when somebody asks. */
export interface AgentState {
  /** Why it is not ready, in words; null: it is. */
  readonly unready: string | null
  /** Monotonic milliseconds of the last plan; null: there was none. */
  readonly lastPlanMs: number | null
  /** Endpoints that wait for their turn, are worked on, or pause after a failure. */
  readonly queue: { readonly ready: number; readonly running: number; readonly pausing: number }
}
