import type { AnchorNote, AnchorState } from './observed-service.ts'
import type { PortWish } from './port-wish.ts'

/** An object to be written or deleted: by name and uid, never by selector. */
export interface ObjectRef {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  /** As it was when this was decided. Writes that MetalLB could have overtaken are bound to it. */
  readonly resourceVersion: string
}

/** A Service for one port, pinned at birth. */
export interface PortPlan {
  readonly wish: PortWish
  readonly namespace: string
  readonly name: string
  readonly address: string
  /** It waits on this SCTP port (2 to 65535) until the number itself is free; null: it opens at once. */
  readonly spare: number | null
}

/**
 * One write to the cluster. Each is safe to repeat and to be killed after: the next plan starts from what is.
 * `endpoint` is the sharing key of the endpoint that it is done for; `reason` is for logs and Events.
 */
export type Action = { readonly endpoint: string; readonly reason: string } & (
  | {
      readonly kind: 'create-anchor'
      readonly name: string
      readonly address: string
      readonly note: AnchorNote
    }
  /** Writes what the anchor remembers; a change of state also changes its sharing key, which needs it alone. */
  | {
      readonly kind: 'note-anchor'
      readonly anchor: ObjectRef
      readonly note: AnchorNote
      readonly from: AnchorState
    }
  /** Pins an anchor that has no address to another one: MetalLB refused the first. */
  | {
      readonly kind: 'repin-anchor'
      readonly anchor: ObjectRef
      readonly address: string
      /** What it was pinned to. */
      readonly from: string | null
    }
  | { readonly kind: 'delete-anchor'; readonly anchor: ObjectRef }
  | { readonly kind: 'create-port'; readonly port: PortPlan }
  /** Puts the real number in the place of the spare one. */
  | { readonly kind: 'open-port'; readonly service: ObjectRef; readonly port: PortPlan }
  /** Other pods or another port in the pod, same number outside. */
  | { readonly kind: 'retarget-port'; readonly service: ObjectRef; readonly port: PortPlan }
  /** Pins what a stock operator left to the address that it already has. */
  | { readonly kind: 'pin-port'; readonly service: ObjectRef; readonly address: string }
  | {
      readonly kind: 'delete-port'
      readonly service: ObjectRef
      /** Only while it is as it was when this was decided. */
      readonly ifUnchanged: boolean
    }
)

/**
 * The object that a write is bound to as it was seen: the API server must refuse the write (409) when it has another
 * resourceVersion by then, because the decision could be another one. Null: its uid is enough.
 */
export function boundTo(action: Action): ObjectRef | null {
  switch (action.kind) {
    case 'repin-anchor':
    case 'delete-anchor':
      return action.anchor
    // An anchor is quarantined only where it is alone; an older list could hide that its owner came back.
    case 'note-anchor':
      return action.note.state === action.from ? null : action.anchor
    case 'pin-port':
      return action.service
    case 'delete-port':
      return action.ifUnchanged ? action.service : null
    default:
      return null
  }
}
