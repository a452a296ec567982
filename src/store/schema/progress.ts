import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core'
import { bytes, count, isCount, key } from './column.ts'

/**
 * Where the index stands: one row, there from the first migration on. No column but `id` is indexed and
 * the page keeps free space, so that a block without news rewrites this row in place and nothing grows.
 */
export const cursor = pgTable(
  'cursor',
  {
    id: smallint('id').primaryKey(),
    /** Only the writer with this epoch may commit. Taking over adds one. */
    epoch: bigint('epoch', { mode: 'number' }).notNull().default(0),
    /** The one chain that this database belongs to; null until something was indexed. */
    chainId: text('chain_id'),
    /** Null, with hash, time and bootstrap_height, until something was indexed. */
    height: count('height'),
    hash: text('hash'),
    time: timestamp('time', { withTimezone: true }),
    /** The height at which bootstrap read chain state. */
    bootstrapHeight: count('bootstrap_height'),
    activeComplete: boolean('active_complete').notNull().default(false),
    resyncNeeded: boolean('resync_needed').notNull().default(false),
    /** The tip known at the last commit. */
    latestHeight: count('latest_height'),
    /** Events that concerned us: received = decoded + quarantined. */
    receivedTotal: count('received_total').notNull().default(0),
    quarantinedTotal: count('quarantined_total').notNull().default(0),
    /** Database time of the last commit. */
    updatedAt: timestamp('updated_at', { withTimezone: true }),
  },
  (t) => [
    check('cursor_single_row', sql`${t.id} = 1`),
    check(
      'cursor_whole',
      sql`num_nulls(${t.chainId}, ${t.height}, ${t.hash}, ${t.time}, ${t.bootstrapHeight}, ${t.latestHeight}, ${t.updatedAt}) in (0, 7)`,
    ),
    isCount('cursor_height_range', t.height),
    isCount('cursor_bootstrap_height_range', t.bootstrapHeight),
    isCount('cursor_latest_height_range', t.latestHeight),
    check('cursor_hash_hex', sql`${t.hash} ~ '^[0-9A-F]{64}$'`),
    check('cursor_totals', sql`${t.quarantinedTotal} between 0 and ${t.receivedTotal}`),
  ],
)

/** How far each list of chain state was read at bootstrap. */
export const stage = pgTable(
  'stage',
  {
    kind: text('kind').notNull(),
    /** "" for providers, which have no states. */
    state: text('state').notNull(),
    /** The order in which the stages run, from 0. */
    ordinal: integer('ordinal').notNull(),
    /** The node's key of the next page; null before the first and after the last. */
    resume: bytes('resume'),
    done: count('done').notNull(),
    /** An estimate until finished. */
    total: count('total').notNull(),
    finished: boolean('finished').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.state] }),
    isCount('stage_done_range', t.done),
    isCount('stage_total_range', t.total),
  ],
)

/** What of the chain could not be read, with its bytes. */
export const quarantine = pgTable(
  'quarantine',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    height: count('height').notNull(),
    /** −1: not inside a transaction. */
    txIndex: integer('tx_index').notNull(),
    /** −1: not an event. */
    eventIndex: integer('event_index').notNull(),
    reason: text('reason').notNull(),
    raw: bytes('raw').notNull(),
    /** sha256 of where it was and its bytes: a replay does not add it twice. */
    contentHash: bytes('content_hash').notNull().unique(),
    at: timestamp('at', { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    isCount('quarantine_height_range', t.height),
    check('quarantine_place', sql`${t.txIndex} >= -1 and ${t.eventIndex} >= -1`),
  ],
)

/** Who indexes: one row, there from the first migration on. */
export const writer = pgTable(
  'writer',
  {
    id: smallint('id').primaryKey(),
    /** The epoch that the holder was given; the fence itself is `cursor.epoch`. */
    epoch: bigint('epoch', { mode: 'number' }).notNull().default(0),
    /** Null: nobody indexes. */
    holder: key('holder'),
    backendPid: integer('backend_pid'),
    backendStart: timestamp('backend_start', { withTimezone: true }),
    renewedAt: timestamp('renewed_at', { withTimezone: true }),
    /** What the holder last said of itself: endpoints, phase, failures. */
    status: jsonb('status'),
  },
  (t) => [
    check('writer_single_row', sql`${t.id} = 1`),
    check(
      'writer_whole',
      sql`num_nulls(${t.holder}, ${t.backendPid}, ${t.backendStart}, ${t.renewedAt}) in (0, 4)`,
    ),
  ],
)
