import type { RecordKind, RecordRef } from '#domain/record.ts'
import { withDeadline } from '#platform/deadline.ts'
import { commit } from './commit.ts'
import type { Commit, Cursor, Stage } from './commit-input.ts'
import type { Database } from './connection.ts'
import type { WriterIdentity } from './cursor-row.ts'
import { readCursor } from './cursor-row.ts'
import { onDatabase } from './database-failure.ts'
import { loadOpenBids, loadRecords, scanRecords } from './load.ts'
import { loadStages } from './load-stages.ts'
import { quarantinedHeights } from './quarantined-heights.ts'
import type { Known } from './record/record-table.ts'
import { untimedHeights } from './untimed-heights.ts'

/** The server ends statements before; this is for the server that does not answer at all. */
const ANSWER_LIMIT_MS = 90_000

/** Where facts go: the projector's port. */
export interface Store {
  /** Null where nothing was ever indexed. Throws CHAIN_ID_MISMATCH where the database belongs to another chain. */
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
  /** Every stored record of a kind in key order, in pieces. */
  scan(kind: RecordKind, states: readonly string[] | null): AsyncIterable<readonly Known[]>
  /**
   * Writes all or nothing; a record older than the stored one is ignored. Throws FENCED, CHAIN_ID_MISMATCH,
   * CURSOR_MOVED, and DATABASE_UNAVAILABLE or TIMED_OUT where the outcome is unknown: then read the cursor again.
   */
  commit(input: Commit): Promise<void>
}

/** A store on a migrated database. It may write as long as `epoch` (of acquireWriter) is the newest; reading needs none. */
export function createStore(options: { readonly sql: Database } & WriterIdentity): Store {
  const { sql, ...identity } = options
  return {
    cursor: () => answer('reading the cursor', () => readCursor(sql, identity.chainId)),
    stages: () => answer('reading the stages', () => loadStages(sql)),
    load: (refs) => answer('loading records', () => loadRecords(sql, refs)),
    openBids: (orderKeys) => answer('loading open bids', () => loadOpenBids(sql, orderKeys)),
    untimedHeights: (query) => answer('looking for heights', () => untimedHeights(sql, query)),
    quarantinedHeights: (query) => answer('looking for heights', () => quarantinedHeights(sql, query)),
    scan: (kind, states) => scanRecords(sql, kind, states),
    commit: (input) => answer('a commit', () => commit(sql, input, identity)),
  }
}

const answer = <T>(what: string, work: () => Promise<T>): Promise<T> =>
  withDeadline({ what, timeoutMs: ANSWER_LIMIT_MS }, () => onDatabase(work))
