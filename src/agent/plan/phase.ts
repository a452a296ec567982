import type { Action } from '../model/action.ts'
import type { AnchorNote, ObservedService } from '../model/observed-service.ts'
import type { Pending } from '../model/verdict.ts'

/** What becomes of an anchor, and why it waits. */
export interface Phase {
  readonly actions: readonly Action[]
  readonly pending: Pending | null
}

export const unchanged: Phase = { actions: [], pending: null }

export interface NotedAnchor {
  readonly anchor: ObservedService
  readonly note: AnchorNote
}
