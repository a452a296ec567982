import type { LeaseRef } from '../model/lease-ref.ts'
import type { WishSource } from '../model/port-wish.ts'

/** A wish that cannot be followed as it stands; it becomes the reason WISH_INVALID. */
export interface WishFault {
  readonly source: WishSource
  /** Null: not even that could be read. */
  readonly lease: LeaseRef | null
  readonly sharingKey: string | null
  /** Names the field, the value and the rule. */
  readonly message: string
}
