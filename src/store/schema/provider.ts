import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core'
import type { Attribute, Audit } from '#domain/record.ts'
import { count, evidence, evidenceChecks, isCount, key } from './column.ts'

export const provider = pgTable(
  'provider',
  {
    address: key('address').primaryKey(),
    hostUri: text('host_uri').notNull(),
    email: text('email').notNull(),
    website: text('website').notNull(),
    /** [{key, value}] in the order of the chain. */
    attributes: jsonb('attributes').$type<readonly Attribute[]>().notNull(),
    /** It says that it leases IPs; a claim, no evidence. The names that providers use for it, in the chain's own casing. */
    declaresIpLeases: boolean('declares_ip_leases')
      .notNull()
      .generatedAlwaysAs(
        sql`attributes @> '[{"key": "feat-endpoint-ip", "value": "true"}]' or attributes @> '[{"key": "capabilities/ip-lease", "value": "true"}]' or attributes @> '[{"key": "ip-lease", "value": "true"}]'`,
      ),
    /**
     * The attributes as JSON.stringify writes them, for answers that show them as they are. jsonb puts blanks behind
     * colons and commas; within a text the quote before them would be escaped, so that nothing else is hit.
     */
    attributesText: text('attributes_text')
      .notNull()
      .generatedAlwaysAs(
        sql`replace(replace(replace(attributes::text, '": "', '":"'), '", "', '","'), '"}, {"', '"},{"')`,
      ),
    /** Leases in state active or reclaiming; counted anew whenever one of them changes. */
    activeLeaseCount: integer('active_lease_count').notNull().default(0),
    /** Only the event of its creation tells; null: not seen. */
    createdHeight: count('created_height'),
    ...evidence,
  },
  (t) => [
    check('provider_attributes_list', sql`jsonb_typeof(${t.attributes}) = 'array'`),
    check('provider_active_lease_count_not_negative', sql`${t.activeLeaseCount} >= 0`),
    isCount('provider_created_height_range', t.createdHeight),
    ...evidenceChecks('provider', t),
    /** The list of providers begins with the largest. */
    index('provider_active').on(t.activeLeaseCount, t.address),
    index('provider_attributes').using('gin', t.attributes.op('jsonb_path_ops')),
  ],
)

/**
 * What auditors signed, one row for each provider whose audits were read. An empty list: nobody signed.
 * No row: never read. One row rather than one for each auditor, because it is read and replaced as one.
 */
export const providerAudit = pgTable(
  'provider_audit',
  {
    provider: key('provider').primaryKey(),
    /** [{auditor, attributes: [{key, value}]}] in the order of the chain. */
    audits: jsonb('audits').$type<readonly Audit[]>().notNull(),
    ...evidence,
  },
  (t) => [
    check('provider_audit_audits_list', sql`jsonb_typeof(${t.audits}) = 'array'`),
    ...evidenceChecks('provider_audit', t),
    /** Serves `audits @> '[{"auditor": "akash1…"}]'`. */
    index('provider_audit_audits').using('gin', t.audits.op('jsonb_path_ops')),
  ],
)
