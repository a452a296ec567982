import type { Queryable } from '../connection.ts'
import { where } from './keyset.ts'
import { intervalOf, type SeriesQuestion, seriesConditions, seriesProvider } from './series-filter.ts'

/** A series of prices in one denomination. */
export interface PriceQuestion extends SeriesQuestion {
  readonly denom: string
}

/** What a provider's leases cost that were created in one interval. */
export interface PriceRow {
  /** '' where all providers are asked for together. */
  readonly provider: string
  /** From 1. */
  readonly interval: number
  readonly opened: number
  readonly lowest: string
  readonly median: string
  readonly highest: string
}

/** Prices as created, in no order; intervals in which nothing was created are left out. */
export async function leasePrices(sql: Queryable, question: PriceQuestion): Promise<PriceRow[]> {
  const { borders, denom } = question
  const all = where(sql, [
    ...seriesConditions(sql, question),
    sql`l.created_height > ${String(borders.at(0) ?? 0)}::bigint`,
    sql`l.created_height <= ${String(borders.at(-1) ?? 0)}::bigint`,
    sql`l.created_price_denom = ${denom}`,
  ])
  const rows = await sql<PriceRow[]>`
    select ${seriesProvider(sql, question)} as provider, ${intervalOf(sql, sql`l.created_height`, borders)} as interval,
      count(*) as opened, trim_scale(min(l.created_price_amount)) as lowest,
      trim_scale(percentile_disc(0.5) within group (order by l.created_price_amount)) as median,
      trim_scale(max(l.created_price_amount)) as highest
    from lease l ${all} group by 1, 2`
  return [...rows]
}
