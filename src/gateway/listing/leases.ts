import { countLeases } from '#store/query/count-leases.ts'
import { type LeaseFilter, type LeaseOrder, leaseSorts } from '#store/query/lease-filter.ts'
import type { LeaseRow } from '#store/query/lease-row.ts'
import { listLeases } from '#store/query/list-leases.ts'
import type { Context } from '../context.ts'
import { type Connection, connect } from '../page/connection.ts'
import { filterText } from '../page/list.ts'
import { windowOf } from '../page/window-of.ts'
import { given, lower } from '../resolver/words.ts'
import type { LeaseFilter as FilterInput, QueryLeasesArgs } from '../schema.generated.ts'
import { leasePosition } from './lease-position.ts'

const DEFAULT_SIZE = 20

/** One page of the leases that meet the filter. Throws BAD_USER_INPUT for the page's arguments. */
export function leases(context: Context, args: QueryLeasesArgs): Promise<Connection<LeaseRow>> {
  const { filter, order, list, window: page } = leaseQuestion(args)
  return connect({
    list,
    window: page,
    read: (window) => listLeases(context.sql, { filter, order, window }),
    count: () => countLeases(context.sql, filter),
    positionOf: (lease) => leasePosition(order, lease),
  })
}

/** What is asked for. Throws BAD_USER_INPUT for the page's arguments. */
export function leaseQuestion(args: QueryLeasesArgs) {
  const filter = leaseFilter(args.filter ?? {})
  const order: LeaseOrder = args.orderBy ?? 'CREATED_DESC'
  const list = { name: 'leases', order, filter: filterText({ ...filter }), sort: leaseSorts[order] }
  return { filter, order, list, window: windowOf(list, args, DEFAULT_SIZE) }
}

/** The filter as the store reads it. */
export function leaseFilter(input: FilterInput): LeaseFilter {
  return {
    owner: given(input.owner),
    provider: given(input.provider),
    dseq: given(input.dseq),
    states: given(input.states)?.map(lower),
    closeReasons: given(input.closeReasons)?.map(lower),
    hasIpEndpoints: given(input.hasIpEndpoints),
    createdAfterHeight: given(input.createdAfterHeight),
    createdBeforeHeight: given(input.createdBeforeHeight),
  }
}
