import { countOpenOrders } from '#store/query/count-open-orders.ts'
import { listOpenOrders } from '#store/query/list-open-orders.ts'
import { type OpenOrderFilter, openOrderSort } from '#store/query/open-order-filter.ts'
import type { OrderRow } from '#store/query/order-row.ts'
import type { Context } from '../context.ts'
import { type Connection, connect } from '../page/connection.ts'
import { filterText, type List } from '../page/list.ts'
import { windowOf } from '../page/window-of.ts'
import { given } from '../resolver/words.ts'
import type { OpenOrderFilter as FilterInput, QueryOpenOrdersArgs } from '../schema.generated.ts'

const DEFAULT_SIZE = 20

/** One page of the open orders that meet the filter, newest first. Throws BAD_USER_INPUT for the page's arguments. */
export function openOrders(context: Context, args: QueryOpenOrdersArgs): Promise<Connection<OrderRow>> {
  const filter = openOrderFilter(args.filter ?? {})
  const list = openOrderList(filter)
  return connect({
    list,
    window: windowOf(list, args, DEFAULT_SIZE),
    read: (window) => listOpenOrders(context.sql, filter, window),
    count: () => countOpenOrders(context.sql, filter),
    positionOf: (order) => [String(order.createdHeight), order.key],
  })
}

/** The filter as the store reads it. */
export const openOrderFilter = (input: FilterInput): OpenOrderFilter => ({
  owner: given(input.owner),
  hasBids: given(input.hasBids),
  wantsIps: given(input.wantsIps),
})

/** The list that cursors of open orders belong to. */
export const openOrderList = (filter: OpenOrderFilter): List => ({
  name: 'openOrders',
  order: 'CREATED_DESC',
  filter: filterText({ ...filter }),
  sort: openOrderSort,
})
