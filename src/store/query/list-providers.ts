import type { Queryable } from '../connection.ts'
import { keyset, type Window, where } from './keyset.ts'
import {
  type ProviderFilter,
  type ProviderOrder,
  providerConditions,
  providerSorts,
} from './provider-filter.ts'
import { type ProviderColumns, type ProviderRow, providerRow } from './provider-row.ts'

/** One window of the providers that meet a filter, in list order. */
export async function listProviders(
  sql: Queryable,
  question: { readonly filter: ProviderFilter; readonly order: ProviderOrder; readonly window: Window },
): Promise<ProviderRow[]> {
  const { conditions, tail } = keyset(sql, providerSorts[question.order], question.window)
  const all = where(sql, [...providerConditions(sql, question.filter), ...conditions])
  const rows = await sql<ProviderColumns[]>`
    select p.*, a.audits from provider p left join provider_audit a on a.provider = p.address ${all} ${tail}`
  const providers = rows.map(providerRow)
  return question.window.backward ? providers.reverse() : providers
}
