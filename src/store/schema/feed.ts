import { sql } from 'drizzle-orm'
import { check, index, json, pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Json } from '#domain/change.ts'
import { changeKinds } from '#domain/change.ts'
import { count, isCount, key, oneOf, uint64 } from './column.ts'

/**
 * The feed: one row for each change, its id a function of (kind, subject, height). Positions are
 * contiguous and in commit order: a reader that has seen one never finds a smaller one later.
 */
export const change = pgTable(
  'change',
  {
    /** From 1. */
    position: count('position').primaryKey(),
    kind: text('kind').notNull(),
    /** The record's key. */
    subject: key('subject').notNull(),
    height: count('height').notNull(),
    /** Time of the block; null where that is not known. */
    at: timestamp('at', { withTimezone: true }),
    owner: key('owner'),
    dseq: uint64('dseq'),
    provider: key('provider'),
    /** The subject where that is a lease. */
    leaseKey: key('lease_key'),
    /** Text as it was written, not jsonb: a change has the same bytes wherever it is read. */
    before: json('before').$type<Json>(),
    after: json('after').$type<Json>(),
  },
  (t) => [
    check('change_position_from_one', sql`${t.position} >= 1`),
    oneOf('change_kind_known', t.kind, changeKinds),
    isCount('change_height_range', t.height),
    check('change_lease_key_iff_lease', sql`(${t.leaseKey} is not null) = (${t.kind} like 'LEASE\\_%')`),
    check('change_lease_key_is_subject', sql`${t.leaseKey} = ${t.subject}`),
    uniqueIndex('change_once').on(t.subject, t.height, t.kind),
    // Readers with a filter walk the feed in its order, too.
    index('change_kind').on(t.kind, t.position),
    index('change_owner').on(t.owner, t.position).where(sql`${t.owner} is not null`),
    index('change_provider').on(t.provider, t.position).where(sql`${t.provider} is not null`),
    index('change_dseq').on(t.dseq, t.position).where(sql`${t.dseq} is not null`),
    /** For cursors whose change is not in the feed any more. */
    index('change_height').on(t.height, t.position),
  ],
)

/** The blocks that changes and records name, for their times. */
export const block = pgTable(
  'block',
  {
    height: count('height').primaryKey(),
    /** Upper-case hex, as the node writes it. */
    hash: text('hash').notNull(),
    time: timestamp('time', { withTimezone: true }).notNull(),
  },
  (t) => [
    isCount('block_height_range', t.height),
    check('block_hash_hex', sql`${t.hash} ~ '^[0-9A-F]{64}$'`),
    index('block_time').on(t.time),
  ],
)
