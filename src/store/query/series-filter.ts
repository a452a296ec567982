import type { Fragment } from 'postgres'
import type { Queryable } from '../connection.ts'

/** Which leases a series is about. */
export interface SeriesFilter {
  /** Null: all providers, together. */
  readonly providers: readonly string[] | null
  /** Only leases that want an IP; a lease whose group has not been read does not count as one. */
  readonly ipOnly: boolean
}

/** A series: the leases, and the borders between its intervals, ascending heights; a border belongs to what is before it. */
export interface SeriesQuestion extends SeriesFilter {
  readonly borders: readonly number[]
}

/** The provider that a row is about, or '' for all. */
export const seriesProvider = (sql: Queryable, { providers }: SeriesFilter): Fragment =>
  providers === null ? sql`''::text` : sql`l.provider`

/** The filter as SQL over `lease l`. */
export function seriesConditions(sql: Queryable, { providers, ipOnly }: SeriesFilter): Fragment[] {
  return [
    ...(providers === null ? [] : [sql`l.provider = any(${[...providers]}::text[])`]),
    ...(ipOnly ? [sql`l.ip_endpoint_count > 0`] : []),
  ]
}

/** Which interval a height is in, from 1; 0 before the first one, one more than there are after the last one. */
export const intervalOf = (sql: Queryable, height: Fragment, borders: readonly number[]): Fragment =>
  sql`width_bucket(${height} - 1, ${borders.map(String)}::bigint[])`
