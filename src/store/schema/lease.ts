import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, numeric, pgTable, text } from 'drizzle-orm/pg-core'
import { closeReasons, leaseStates } from '#domain/record.ts'
import { count, evidence, evidenceChecks, isCount, isUint32, isUint64, key, oneOf, uint64 } from './column.ts'

/**
 * The indexes hold short columns only and leave ties to the reader's sort: a key of 105 bytes in each of
 * them would triple what a bulk load writes. Leases of a deployment are found by `dseq` (which is nearly
 * unique over all owners) and then by `deployment_key`; give both.
 */
export const lease = pgTable(
  'lease',
  {
    key: key('key')
      .primaryKey()
      .generatedAlwaysAs(
        sql`"owner" || '/' || "dseq"::text || '/' || "gseq"::text || '/' || "oseq"::text || '/' || "provider" || '/' || "bseq"::text`,
      ),
    deploymentKey: key('deployment_key').notNull().generatedAlwaysAs(sql`"owner" || '/' || "dseq"::text`),
    groupKey: key('group_key')
      .notNull()
      .generatedAlwaysAs(sql`"owner" || '/' || "dseq"::text || '/' || "gseq"::text`),
    owner: key('owner').notNull(),
    dseq: uint64('dseq').notNull(),
    gseq: bigint('gseq', { mode: 'number' }).notNull(),
    oseq: bigint('oseq', { mode: 'number' }).notNull(),
    provider: key('provider').notNull(),
    bseq: bigint('bseq', { mode: 'number' }).notNull(),
    state: text('state').notNull(),
    /** Per block, exact; in force now. */
    priceDenom: text('price_denom').notNull(),
    priceAmount: numeric('price_amount').notNull(),
    /** The first price we know of: as created where we saw the creation. Never overwritten. */
    createdPriceDenom: text('created_price_denom').notNull(),
    createdPriceAmount: numeric('created_price_amount').notNull(),
    createdHeight: count('created_height').notNull(),
    closedHeight: count('closed_height'),
    closeReason: text('close_reason'),
    /** Null: the lease knows no reclamation. */
    reclaimWindowSeconds: count('reclaim_window_seconds'),
    reclaimStartedHeight: count('reclaim_started_height'),
    /** Unix time in seconds. */
    reclaimDeadline: bigint('reclaim_deadline', { mode: 'number' }),
    reclaimReason: text('reclaim_reason'),
    /** IPs that the lease is entitled to. Null: its group is not known yet. */
    ipEndpointCount: integer('ip_endpoint_count'),
    ...evidence,
  },
  (t) => [
    isUint64('lease_dseq_range', t.dseq),
    isUint32('lease_gseq_range', t.gseq),
    isUint32('lease_oseq_range', t.oseq),
    isUint32('lease_bseq_range', t.bseq),
    oneOf('lease_state_known', t.state, leaseStates),
    oneOf('lease_close_reason_known', t.closeReason, closeReasons),
    oneOf('lease_reclaim_reason_known', t.reclaimReason, closeReasons),
    check('lease_price_not_negative', sql`${t.priceAmount} >= 0`),
    check('lease_created_price_not_negative', sql`${t.createdPriceAmount} >= 0`),
    isCount('lease_created_height_range', t.createdHeight),
    isCount('lease_closed_height_range', t.closedHeight),
    check(
      // A closed one may have none: the chain wrote no closing height before 2022.
      'lease_closed_height_only_if_closed',
      sql`${t.closedHeight} is null or ${t.state} in ('closed', 'insufficient_funds')`,
    ),
    check(
      'lease_close_reason_iff_closed',
      sql`(${t.closeReason} is not null) = (${t.state} in ('closed', 'insufficient_funds'))`,
    ),
    check('lease_closed_after_created', sql`${t.closedHeight} >= ${t.createdHeight}`),
    isCount('lease_reclaim_window_range', t.reclaimWindowSeconds),
    isCount('lease_reclaim_started_height_range', t.reclaimStartedHeight),
    check(
      'lease_reclaim_needs_window',
      sql`${t.reclaimWindowSeconds} is not null or num_nonnulls(${t.reclaimStartedHeight}, ${t.reclaimDeadline}, ${t.reclaimReason}) = 0`,
    ),
    check('lease_ip_endpoint_count_not_negative', sql`${t.ipEndpointCount} >= 0`),
    ...evidenceChecks('lease', t),
    index('lease_dseq').on(t.dseq),
    index('lease_owner_created').on(t.owner, t.createdHeight),
    index('lease_provider_created').on(t.provider, t.createdHeight),
    index('lease_created').on(t.createdHeight),
    index('lease_closed').on(sql`coalesce(${t.closedHeight}, 0)`),
    index('lease_price').on(t.priceAmount),
    /** Few leases are open: these two cost a bulk load of history next to nothing, also with the key, which saves a sort. */
    index('lease_open_provider')
      .on(t.provider, t.createdHeight, t.key)
      .where(sql`${t.state} in ('active', 'reclaiming')`),
    index('lease_open_created').on(t.createdHeight, t.key).where(sql`${t.state} in ('active', 'reclaiming')`),
    index('lease_with_ips').on(t.createdHeight).where(sql`${t.ipEndpointCount} > 0`),
  ],
)
