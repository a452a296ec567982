import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { Endpoint } from '#domain/record.ts'
import { deploymentStates, groupStates } from '#domain/record.ts'
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
    index('deployment_group_deployment').on(t.deploymentKey),
  ],
)
