import type { Change } from '#domain/change.ts'
import type { BlockFacts, Quarantined } from '#domain/event.ts'
import type { Evidence } from '#domain/evidence.ts'
import type { ChainRecord, RecordKind, RecordRef } from '#domain/record.ts'

/** A block that is named by its height, hash and time (of the block, UTC). */
export interface BlockPoint {
  readonly height: number
  readonly hash: string
  readonly time: Date
}

/**
 * What chain state says of one record: `records` is empty where there is none; a deployment brings its groups and escrow.
 * `quarantined` holds what could not be kept as it is; where that leaves no records, the record is unknown.
 */
export interface StateRead {
  readonly ref: RecordRef
  readonly records: readonly ChainRecord[]
  readonly quarantined: readonly Quarantined[]
  /** The state after this block was read. */
  readonly height: number
}

/** One list of chain state: the records of a kind in one state. Providers have no states: `state` is "". */
export interface ListRef {
  readonly kind: Exclude<RecordKind, 'group' | 'audits' | 'escrow'>
  readonly state: string
}

/** A page of a list. `next` is null on the last page; `quarantined` holds records that could not be read. */
export interface StatePage {
  readonly records: readonly ChainRecord[]
  readonly next: Uint8Array | null
  readonly height: number
  readonly quarantined: readonly Quarantined[]
}

/** Where facts come from. Everything here may throw Failure; `later` ones were already retried inside. */
export interface Source {
  /** The newest block that a healthy node can serve. */
  tip(signal: AbortSignal): Promise<BlockPoint>
  /** Waits until the chain has a block above `height`, at most `timeoutMs`; answers the tip height known then. */
  waitAbove(height: number, timeoutMs: number, signal: AbortSignal): Promise<number>
  /** The block at one height. Throws HEIGHT_PRUNED, HEIGHT_NOT_YET. */
  point(height: number, signal: AbortSignal): Promise<BlockPoint>
  /** Blocks `from`..`to`, complete and in order. A block that cannot be decoded comes back quarantined, without events. */
  blocks(from: number, to: number, signal: AbortSignal): Promise<readonly BlockFacts[]>
  /** Reads records of chain state after block `height`, or after the latest one where that is pruned. */
  read(refs: readonly RecordRef[], height: number, signal: AbortSignal): Promise<readonly StateRead[]>
  /** Tells that the block served at `height` does not fit what is stored, so that its node is put aside for a while. */
  suspect(height: number, rule: string): void
  /** Reads one page of a list after block `height`, or after the latest one where that is pruned. */
  page(list: ListRef, resume: Uint8Array | null, height: number, signal: AbortSignal): Promise<StatePage>
}

/** A record, and how we know it. */
export interface Known {
  readonly record: ChainRecord
  readonly evidence: Evidence
}

/** How far one list has been read at bootstrap. */
export interface Stage {
  readonly list: ListRef
  readonly resume: Uint8Array | null
  /** Records read so far. */
  readonly done: number
  /** Records expected in all: an estimate until `finished`. */
  readonly total: number
  readonly finished: boolean
}

/** Where the index stands. Null where nothing was ever indexed. */
export interface Cursor extends BlockPoint {
  /** The height at which bootstrap read chain state. */
  readonly bootstrapHeight: number
  /** True once every stage of the active set is finished. */
  readonly activeComplete: boolean
  /** True while something went to quarantine that only a comparison with chain state can mend. */
  readonly resyncNeeded: boolean
}

/** What one transaction writes. It is refused as a whole unless the cursor is at `expected` and the fence holds. */
export interface Commit {
  readonly expected: { readonly height: number; readonly hash: string } | null
  readonly cursor: Cursor
  /** The tip known when this was prepared. */
  readonly latestHeight: number
  readonly records: readonly Known[]
  /** Records that chain state does not have; only a repair removes any. */
  readonly removed: readonly RecordRef[]
  /** News, in feed order; a change that the feed already has is not written again. */
  readonly changes: readonly Change[]
  /** Times of the blocks that changes and records name, where known. */
  readonly blocks: readonly BlockPoint[]
  readonly quarantined: readonly Quarantined[]
  /** Events that concerned us: received = decoded + quarantined. */
  readonly received: number
  /** Lists that moved; bootstrap only. */
  readonly stages: readonly Stage[]
}

/** Where facts go. */
export interface Store {
  cursor(): Promise<Cursor | null>
  stages(): Promise<readonly Stage[]>
  /** Records as they are stored; absent ones are left out. */
  load(refs: readonly RecordRef[]): Promise<readonly Known[]>
  /** The bids of these orders that are stored as open. */
  openBids(orderKeys: readonly string[]): Promise<readonly Known[]>
  /** Heights above `above`, newest first, at which open records were created and whose time is unknown. */
  untimedHeights(query: { readonly above: number; readonly limit: number }): Promise<readonly number[]>
  /** The newest heights above `above` at which something went to quarantine, newest first. */
  quarantinedHeights(query: { readonly above: number; readonly limit: number }): Promise<readonly number[]>
  /** Every stored record of a kind in key order after `afterKey`, in pieces; for comparison with the chain. */
  scan(kind: RecordKind, states: readonly string[] | null): AsyncIterable<readonly Known[]>
  /**
   * Writes all or nothing. A record older than the stored one is ignored. Throws FENCED, CURSOR_MOVED, and
   * DATABASE_UNAVAILABLE where the outcome is unknown: then read the cursor again and go on from there.
   */
  commit(commit: Commit): Promise<void>
}
