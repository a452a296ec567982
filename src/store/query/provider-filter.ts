import type { Fragment } from 'postgres'
import type { Queryable } from '../connection.ts'
import { jsonText } from '../json-text.ts'
import type { Sort, SortColumn } from './keyset.ts'

/** An attribute to look for; without a value, any value will do. */
export interface WantedAttribute {
  readonly key: string
  readonly value?: string | undefined
}

/** Which providers to list: those that meet every condition given; undefined is no condition. */
export interface ProviderFilter {
  readonly declaresIpLeases?: boolean | undefined
  readonly attributes?: readonly WantedAttribute[] | undefined
  readonly auditedBy?: string | undefined
}

/** The filter as SQL over `provider p left join provider_audit a`. */
export function providerConditions(sql: Queryable, filter: ProviderFilter): Fragment[] {
  const { declaresIpLeases, attributes = [], auditedBy } = filter
  return [
    declaresIpLeases !== undefined && sql`p.declares_ip_leases = ${declaresIpLeases}`,
    // One condition for each: of several elements of one @> each is looked for by itself anyway.
    ...attributes.map((wanted) => sql`p.attributes @> ${jsonText([wanted])}::text::jsonb`),
    auditedBy !== undefined && sql`a.audits @> ${jsonText([{ auditor: auditedBy }])}::text::jsonb`,
  ].filter((condition) => condition !== false)
}

export const providerOrders = ['ACTIVE_LEASES_DESC', 'CREATED_DESC', 'ADDRESS_ASC'] as const
export type ProviderOrder = (typeof providerOrders)[number]

const address: SortColumn = { expression: 'p.address', type: 'text' }
const activeLeases: SortColumn = { expression: 'p.active_lease_count', type: 'bigint' }
/** Where the creation was not seen it counts as 0: no block has that height. */
const created: SortColumn = { expression: 'coalesce(p.created_height, 0)', type: 'bigint' }

export const providerSorts: Readonly<Record<ProviderOrder, Sort>> = {
  ACTIVE_LEASES_DESC: { columns: [activeLeases, address], descending: true },
  CREATED_DESC: { columns: [created, address], descending: true },
  ADDRESS_ASC: { columns: [address], descending: false },
}
