import type { Queryable } from '../connection.ts'
import { type ProviderColumns, type ProviderRow, providerRow } from './provider-row.ts'

/** The providers with these addresses, in no order; absent ones are left out. */
export async function providersByAddress(
  sql: Queryable,
  addresses: readonly string[],
): Promise<ProviderRow[]> {
  const rows = await sql<ProviderColumns[]>`
    select p.*, a.audits from provider p left join provider_audit a on a.provider = p.address
    where p.address = any(${[...addresses]}::text[])`
  return rows.map(providerRow)
}
