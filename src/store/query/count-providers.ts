import type { Queryable } from '../connection.ts'
import { where } from './keyset.ts'
import { type ProviderFilter, providerConditions } from './provider-filter.ts'

/** How many providers meet a filter. */
export async function countProviders(sql: Queryable, filter: ProviderFilter): Promise<number> {
  const all = where(sql, providerConditions(sql, filter))
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from provider p left join provider_audit a on a.provider = p.address ${all}`
  return row?.count ?? 0
}
