import type { Queryable } from '../connection.ts'
import { where } from './keyset.ts'
import { intervalOf, type SeriesQuestion, seriesConditions, seriesProvider } from './series-filter.ts'

/** What happened to a provider's leases in one interval. */
export interface ActivityRow {
  /** '' where all providers are asked for together. */
  readonly provider: string
  /** From 1. 0: before the first one, with `lasting` the leases that were open at its end. */
  readonly interval: number
  readonly opened: number
  /** Those of the opened ones that were not closed at a height that is not known. */
  readonly lasting: number
  readonly closed: number
}

/**
 * How many leases were open before the first interval, and what happened in each; in no order, and intervals in
 * which nothing happened are left out. What ended at an unknown height counts as not lasting at all.
 */
export async function leaseActivity(sql: Queryable, question: SeriesQuestion): Promise<ActivityRow[]> {
  const { borders } = question
  const provider = seriesProvider(sql, question)
  const all = seriesConditions(sql, question)
  const [first, last] = [String(borders.at(0) ?? 0), String(borders.at(-1) ?? 0)]
  const created = where(sql, [
    ...all,
    sql`l.created_height > ${first}::bigint and l.created_height <= ${last}::bigint`,
  ])
  // In the words of the index; what has not ended, or at an unknown height, counts as 0 there.
  const closed = where(sql, [
    ...all,
    sql`coalesce(l.closed_height, 0) > ${first}::bigint and coalesce(l.closed_height, 0) <= ${last}::bigint`,
  ])
  const running = where(sql, [
    ...all,
    sql`l.created_height <= ${first}::bigint and l.state in ('active', 'reclaiming')`,
  ])
  const endedLater = where(sql, [
    ...all,
    sql`l.created_height <= ${first}::bigint and coalesce(l.closed_height, 0) > ${first}::bigint`,
  ])
  const rows = await sql<ActivityRow[]>`
    select ${provider} as provider, ${intervalOf(sql, sql`l.created_height`, borders)} as interval, count(*) as opened,
      count(*) filter (where l.closed_height is not null or l.state in ('active', 'reclaiming')) as lasting, 0::bigint as closed
    from lease l ${created} group by 1, 2
    union all
    select ${provider}, ${intervalOf(sql, sql`l.closed_height`, borders)}, 0, 0, count(*) from lease l ${closed} group by 1, 2
    union all
    select ${provider}, 0, 0, count(*), 0 from lease l ${running} group by 1
    union all
    select ${provider}, 0, 0, count(*), 0 from lease l ${endedLater} group by 1`
  return [...rows]
}
