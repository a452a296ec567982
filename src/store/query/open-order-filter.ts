import type { Fragment } from 'postgres'
import type { Queryable } from '../connection.ts'
import type { Sort } from './keyset.ts'

/** Which open orders to list: those that meet every condition given; undefined is no condition. */
export interface OpenOrderFilter {
  readonly owner?: string | undefined
  readonly hasBids?: boolean | undefined
  /** A group that has not been read yet meets neither. */
  readonly wantsIps?: boolean | undefined
}

/** The filter as SQL over `market_order o`. */
export function openOrderConditions(sql: Queryable, filter: OpenOrderFilter): Fragment[] {
  const { owner, hasBids, wantsIps } = filter
  const bids = sql`exists (select from bid b where b.order_key = o.key and b.state = 'open')`
  return [
    sql`o.state = 'open'`,
    owner !== undefined && sql`o.owner = ${owner}`,
    hasBids === true && bids,
    hasBids === false && sql`not ${bids}`,
    wantsIps === true && groupWith(sql, sql`> 0`),
    wantsIps === false && groupWith(sql, sql`= 0`),
  ].filter((condition) => condition !== false)
}

const groupWith = (sql: Queryable, rule: Fragment) => sql`exists (
  select from deployment_group g where g.key = o.group_key and cardinality(g.ip_sequence_numbers) ${rule})`

/** Newest first. */
export const openOrderSort: Sort = {
  columns: [
    { expression: 'o.created_height', type: 'bigint' },
    { expression: 'o.key', type: 'text' },
  ],
  descending: true,
}
