import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { Coin } from '#domain/coin.ts'
import type { Endpoint } from '#domain/record.ts'
import { deploymentStates, escrowStates, groupStates } from '#domain/record.ts'
import { count, evidence, evidenceChecks, isCount, isUint32, isUint64, key, oneOf, uint64 } from './column.ts'

/** Keys are computed from the parts of the id, so that the two cannot disagree. */
const deploymentKey = sql`"owner" || '/' || "dseq"::text`

export const deployment = pgTable(
  'deployment',
  {
    key: key('key').primaryKey().generatedAlwaysAs(deploymentKey),
    owner: key('owner').notNull(),
    dseq: uint64('dseq').notNull(),
    state: text('state').notNull(),
    hash: text('hash').notNull(),
    createdHeight: count('created_height').notNull(),
    closedHeight: count('closed_height'),
    ...evidence,
  },
  (t) => [
    isUint64('deployment_dseq_range', t.dseq),
    oneOf('deployment_state_known', t.state, deploymentStates),
    check('deployment_hash_hex', sql`${t.hash} ~ '^([0-9a-f]{2})*$'`),
    isCount('deployment_created_height_range', t.createdHeight),
    isCount('deployment_closed_height_range', t.closedHeight),
    check(
      // A closed one may have none: it is its escrow account's, and the oldest deployments had no such account.
      'deployment_closed_height_only_if_closed',
      sql`${t.closedHeight} is null or ${t.state} = 'closed'`,
    ),
    check('deployment_closed_after_created', sql`${t.closedHeight} >= ${t.createdHeight}`),
    ...evidenceChecks('deployment', t),
  ],
)

/**
 * The account that pays for a deployment, as it was when its deployment was read last: the chain moves it without an
 * event. A table of its own, because hash and drift are of the facts that events tell.
 */
export const deploymentEscrow = pgTable(
  'deployment_escrow',
  {
    key: key('key').primaryKey().generatedAlwaysAs(deploymentKey),
    owner: key('owner').notNull(),
    dseq: uint64('dseq').notNull(),
    state: text('state').notNull(),
    settledHeight: count('settled_height').notNull(),
    /** [{denom, amount}] in the order of the chain; amounts are exact decimals as text. */
    funds: jsonb('funds').$type<readonly Coin[]>().notNull(),
    ...evidence,
  },
  (t) => [
    isUint64('deployment_escrow_dseq_range', t.dseq),
    oneOf('deployment_escrow_state_known', t.state, escrowStates),
    isCount('deployment_escrow_settled_height_range', t.settledHeight),
    check('deployment_escrow_funds_list', sql`jsonb_typeof(${t.funds}) = 'array'`),
    ...evidenceChecks('deployment_escrow', t),
  ],
)

export const deploymentGroup = pgTable(
  'deployment_group',
  {
    key: key('key')
      .primaryKey()
      .generatedAlwaysAs(sql`"owner" || '/' || "dseq"::text || '/' || "gseq"::text`),
    deploymentKey: key('deployment_key').notNull().generatedAlwaysAs(deploymentKey),
    owner: key('owner').notNull(),
    dseq: uint64('dseq').notNull(),
    gseq: bigint('gseq', { mode: 'number' }).notNull(),
    state: text('state').notNull(),
    name: text('name').notNull(),
    createdHeight: count('created_height').notNull(),
    /** [{resource, kind, sequenceNumber}] in the order of the group's specification. */
    endpoints: jsonb('endpoints').$type<readonly Endpoint[]>().notNull(),
    /** The distinct sequence numbers of the LEASED_IP endpoints, ascending: one IP each. */
    ipSequenceNumbers: bigint('ip_sequence_numbers', { mode: 'number' }).array().notNull(),
    ...evidence,
  },
  (t) => [
    isUint64('deployment_group_dseq_range', t.dseq),
    isUint32('deployment_group_gseq_range', t.gseq),
    oneOf('deployment_group_state_known', t.state, groupStates),
    isCount('deployment_group_created_height_range', t.createdHeight),
    check('deployment_group_endpoints_list', sql`jsonb_typeof(${t.endpoints}) = 'array'`),
    check(
      'deployment_group_ip_endpoints_agree',
      sql`(cardinality(${t.ipSequenceNumbers}) > 0) = jsonb_path_exists(${t.endpoints}, '$[*] ? (@.kind == "LEASED_IP")')`,
    ),
    ...evidenceChecks('deployment_group', t),
    index('deployment_group_deployment').on(t.deploymentKey, t.gseq),
  ],
)
