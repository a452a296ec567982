import { Failure } from '#domain/failure.ts'
import { countProviders } from '#store/query/count-providers.ts'
import type { Position } from '#store/query/keyset.ts'
import { listProviders } from '#store/query/list-providers.ts'
import { type ProviderFilter, type ProviderOrder, providerSorts } from '#store/query/provider-filter.ts'
import type { ProviderRow } from '#store/query/provider-row.ts'
import type { Context } from '../context.ts'
import { type Connection, connect } from '../page/connection.ts'
import { filterText } from '../page/list.ts'
import { windowOf } from '../page/window-of.ts'
import { given } from '../resolver/words.ts'
import type { ProviderFilter as FilterInput, QueryProvidersArgs } from '../schema.generated.ts'

const DEFAULT_SIZE = 20
const MAX_ATTRIBUTES = 10

/** One page of the providers that meet the filter. Throws BAD_USER_INPUT for filter and page. */
export function providers(context: Context, args: QueryProvidersArgs): Promise<Connection<ProviderRow>> {
  const { filter, order, list, window: page } = providerQuestion(args)
  return connect({
    list,
    window: page,
    read: (window) => listProviders(context.sql, { filter, order, window }),
    count: () => countProviders(context.sql, filter),
    positionOf: (provider) => providerPosition(order, provider),
  })
}

/** What is asked for. Throws BAD_USER_INPUT for filter and page. */
export function providerQuestion(args: QueryProvidersArgs) {
  const filter = providerFilter(args.filter ?? {})
  const order: ProviderOrder = args.orderBy ?? 'ACTIVE_LEASES_DESC'
  const list = { name: 'providers', order, filter: filterText({ ...filter }), sort: providerSorts[order] }
  return { filter, order, list, window: windowOf(list, args, DEFAULT_SIZE) }
}

function providerFilter(input: FilterInput): ProviderFilter {
  const attributes = given(input.attributes) ?? []
  if (attributes.length > MAX_ATTRIBUTES)
    throw new Failure(
      'BAD_USER_INPUT',
      `argument "filter.attributes": ${attributes.length} attributes are given, at most ${MAX_ATTRIBUTES} may be`,
    )
  return {
    declaresIpLeases: given(input.declaresIpLeases),
    attributes: attributes.map(({ key, value }) => ({ key, value: given(value) })),
    auditedBy: given(input.auditedBy),
  }
}

function providerPosition(order: ProviderOrder, provider: ProviderRow): Position {
  if (order === 'ACTIVE_LEASES_DESC') return [String(provider.activeLeaseCount), provider.address]
  if (order === 'CREATED_DESC') return [String(provider.createdHeight ?? 0), provider.address]
  return [provider.address]
}
