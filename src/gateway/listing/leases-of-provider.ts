import type { LeaseFilter, LeaseOrder } from '#store/query/lease-filter.ts'
import { leaseSorts } from '#store/query/lease-filter.ts'
import type { LeaseRow } from '#store/query/lease-row.ts'
import { listLeases } from '#store/query/list-leases.ts'
import type { ProviderRow } from '#store/query/provider-row.ts'
import type { Context } from '../context.ts'
import { type Connection, type CountedListing, connect } from '../page/connection.ts'
import { filterText, type List } from '../page/list.ts'
import { windowOf } from '../page/window-of.ts'
import type { ProviderLeasesArgs } from '../schema.generated.ts'
import { leasePosition } from './lease-position.ts'
import { leaseFilter } from './leases.ts'

const DEFAULT_SIZE = 20

/** One page of a provider's leases that meet the filter; first pages of many providers are read at once. */
export function leasesOfProvider(
  context: Context,
  { address }: ProviderRow,
  args: ProviderLeasesArgs,
): Promise<Connection<LeaseRow>> {
  const filter = leaseFilter(args.filter ?? {})
  const order: LeaseOrder = args.orderBy ?? 'CREATED_DESC'
  const list = providerLeaseList(address, filter, order)
  const isOther = filter.provider !== undefined && filter.provider !== address
  return connect({
    list,
    window: windowOf(list, args, DEFAULT_SIZE),
    ...(isOther ? nothing : reading(context, address, { filter, order })),
    positionOf: (lease) => leasePosition(order, lease),
  })
}

/** The list that cursors of a provider's leases belong to. */
export const providerLeaseList = (address: string, filter: LeaseFilter, order: LeaseOrder): List => ({
  name: 'Provider.leases',
  order,
  filter: `${address} ${filterText({ ...filter })}`,
  sort: leaseSorts[order],
})

type Reading = Pick<CountedListing<LeaseRow>, 'read' | 'count'>

/** No lease of a provider is another's. */
const nothing: Reading = { read: async () => [], count: async () => 0 }

function reading(
  { sql, loaders }: Context,
  address: string,
  { filter, order }: { readonly filter: LeaseFilter; readonly order: LeaseOrder },
): Reading {
  return {
    read: (window) =>
      window.after === null && window.before === null
        ? loaders.leasesOfProvider.load({ parent: address, question: { filter, order, window } })
        : listLeases(sql, { filter: { ...filter, provider: address }, order, window }),
    count: () => loaders.leaseCountOfProvider.load({ parent: address, question: filter }),
  }
}
