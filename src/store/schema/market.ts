import { sql } from 'drizzle-orm'
import { bigint, check, index, numeric, pgTable, text } from 'drizzle-orm/pg-core'
import { bidStates, orderStates } from '#domain/record.ts'
import { count, evidence, evidenceChecks, isCount, isUint32, isUint64, key, oneOf, uint64 } from './column.ts'

const groupKey = sql`"owner" || '/' || "dseq"::text || '/' || "gseq"::text`
const orderKey = sql`"owner" || '/' || "dseq"::text || '/' || "gseq"::text || '/' || "oseq"::text`

/** "order" is a word of SQL, hence the prefix. */
export const marketOrder = pgTable(
  'market_order',
  {
    key: key('key').primaryKey().generatedAlwaysAs(orderKey),
    groupKey: key('group_key').notNull().generatedAlwaysAs(groupKey),
    owner: key('owner').notNull(),
    dseq: uint64('dseq').notNull(),
    gseq: bigint('gseq', { mode: 'number' }).notNull(),
    oseq: bigint('oseq', { mode: 'number' }).notNull(),
    state: text('state').notNull(),
    createdHeight: count('created_height').notNull(),
    ...evidence,
  },
  (t) => [
    isUint64('market_order_dseq_range', t.dseq),
    isUint32('market_order_gseq_range', t.gseq),
    isUint32('market_order_oseq_range', t.oseq),
    oneOf('market_order_state_known', t.state, orderStates),
    isCount('market_order_created_height_range', t.createdHeight),
    ...evidenceChecks('market_order', t),
    index('market_order_group').on(t.groupKey, t.oseq),
    /** Few orders are open. */
    index('market_order_open').on(t.createdHeight).where(sql`${t.state} = 'open'`),
  ],
)

export const bid = pgTable(
  'bid',
  {
    key: key('key')
      .primaryKey()
      .generatedAlwaysAs(
        sql`"owner" || '/' || "dseq"::text || '/' || "gseq"::text || '/' || "oseq"::text || '/' || "provider" || '/' || "bseq"::text`,
      ),
    orderKey: key('order_key').notNull().generatedAlwaysAs(orderKey),
    owner: key('owner').notNull(),
    dseq: uint64('dseq').notNull(),
    gseq: bigint('gseq', { mode: 'number' }).notNull(),
    oseq: bigint('oseq', { mode: 'number' }).notNull(),
    provider: key('provider').notNull(),
    bseq: bigint('bseq', { mode: 'number' }).notNull(),
    state: text('state').notNull(),
    priceDenom: text('price_denom').notNull(),
    /** Per block, exact. */
    priceAmount: numeric('price_amount').notNull(),
    createdHeight: count('created_height').notNull(),
    ...evidence,
  },
  (t) => [
    isUint64('bid_dseq_range', t.dseq),
    isUint32('bid_gseq_range', t.gseq),
    isUint32('bid_oseq_range', t.oseq),
    isUint32('bid_bseq_range', t.bseq),
    oneOf('bid_state_known', t.state, bidStates),
    check('bid_price_not_negative', sql`${t.priceAmount} >= 0`),
    isCount('bid_created_height_range', t.createdHeight),
    ...evidenceChecks('bid', t),
    index('bid_order').on(t.orderKey),
  ],
)
