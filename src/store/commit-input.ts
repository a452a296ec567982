import type { Change } from '#domain/change.ts'
import type { Quarantined } from '#domain/event.ts'
import type { RecordKind, RecordRef } from '#domain/record.ts'
import type { Known } from './record/record-table.ts'

// The shapes of the projector's ports, declared again: store and projector do not import each other, and
// the compiler checks the fit where functions/ joins them.

/** A block that is named by its height, hash and time (of the block, UTC). */
export interface BlockPoint {
  readonly height: number
  readonly hash: string
  readonly time: Date
}

/** Where the index stands. */
export interface Cursor extends BlockPoint {
  readonly bootstrapHeight: number
  readonly activeComplete: boolean
  readonly resyncNeeded: boolean
}

/** How far one list of chain state has been read at bootstrap. */
export interface Stage {
  readonly list: { readonly kind: Exclude<RecordKind, 'group' | 'audits' | 'escrow'>; readonly state: string }
  readonly resume: Uint8Array | null
  readonly done: number
  readonly total: number
  readonly finished: boolean
}

/** What one transaction writes. */
export interface Commit {
  /** Where the cursor must be; null: nothing was ever indexed. */
  readonly expected: { readonly height: number; readonly hash: string } | null
  readonly cursor: Cursor
  readonly latestHeight: number
  readonly records: readonly Known[]
  /** Records that chain state does not have. */
  readonly removed: readonly RecordRef[]
  readonly changes: readonly Change[]
  readonly blocks: readonly BlockPoint[]
  readonly quarantined: readonly Quarantined[]
  /** Events that concerned us: received = decoded + quarantined. */
  readonly received: number
  readonly stages: readonly Stage[]
}
