import { deploymentKey } from '#domain/ids.ts'
import type { ListOfChanges } from '#store/answer/change-connection.ts'
import type { CursorStart } from '#store/answer/connection.ts'
import type { FirstOnly } from '#store/answer/deployment-type.ts'
import type { ListOfEvents } from '#store/answer/event-connection.ts'
import type { ListOfLeases } from '#store/answer/lease-connection.ts'
import type { ListOfOrders } from '#store/answer/order-connection.ts'
import type { ListOfProviders } from '#store/answer/provider-connection.ts'
import type { ById, ByKey } from '#store/answer/query-type.ts'
import type { Context } from '../context.ts'
import { parseGlobalId } from '../global-id.ts'
import { changeFilter, feedList } from '../listing/changes.ts'
import { eventList } from '../listing/events-of-lease.ts'
import { leaseFilter, leaseQuestion } from '../listing/leases.ts'
import { deploymentLeaseList } from '../listing/leases-of-deployment.ts'
import { providerLeaseList } from '../listing/leases-of-provider.ts'
import { openOrderFilter, openOrderList } from '../listing/open-orders.ts'
import { providerQuestion } from '../listing/providers.ts'
import { filterHash, type List } from '../page/list.ts'
import { checkedSize, type PageArguments, windowOf } from '../page/window-of.ts'
import { checkedLeaseKey } from '../resolver/query.ts'
import type * as schema from '../schema.generated.ts'

/** What a field's arguments mean to the store. */
export interface Found {
  readonly argument: unknown
  /** The type of the object behind the field, where the arguments decide it. */
  readonly type?: string | null
  /** The key of that object, where the arguments tell it. */
  readonly key?: string | null
}

export interface Place {
  readonly context: Context
  /** The key of the record whose field this is; null where only the database knows it. */
  readonly parent: string | null
}

/** Null where graphql-js has to answer. Throws what is wrong with an argument. */
type ArgumentReader = (args: never, place: Place) => Found | null

const byKey = (key: string): Found & { readonly argument: ByKey } => ({ argument: { key }, key })

/** A plain list: how many. */
const first = (args: FirstOnly): Found => ({ argument: { first: checkedSize('first', args.first) } })

const fixed = (list: List): CursorStart => ({
  text: JSON.stringify([list.name, list.order, filterHash(list)]).slice(0, -1),
})

/** A list that belongs to a record: only its first page can be asked for before the record is known. */
function nested<A>(
  makeList: (parent: string) => List,
  {
    page,
    parent,
    defaultSize,
  }: { readonly page: PageArguments; readonly parent: string | null; readonly defaultSize: number },
  argument: (parts: Pick<ListOfEvents, 'window' | 'cursor'>) => A,
): { readonly argument: A } | null {
  const hasCursor = (page.after ?? page.before ?? null) !== null
  if (parent === null && hasCursor) return null
  const list = makeList(parent ?? PARENT)
  const cursor = parent === null ? templateOf(list) : fixed(list)
  return { argument: argument({ window: windowOf(list, page, defaultSize), cursor }) }
}

/** Stands for the key that only the database knows; no filter holds it. */
const PARENT = '\u0000'

function templateOf({ name, order, filter }: List): CursorStart {
  const [before = '', after = ''] = filter.split(PARENT)
  return { name, order, filter: [before, after] }
}

const nothingFound = (): null => null

/** Fields without arguments that mean anything to the store. */
export const noArguments = (): Found => ({ argument: null })

/** By "Type.field". */
export const argumentReaders: Readonly<Record<string, ArgumentReader>> = {
  'Query.node': ({ id }: schema.QueryNodeArgs, { context }: Place): Found | null => {
    const { type, chainId, key } = parseGlobalId(id)
    if (chainId !== context.chainId) return { argument: null, type: 'Lease' }
    return type === 'Change' ? null : { argument: { type, key } satisfies ById, type, key }
  },
  'Query.nodes': nothingFound,
  // Exact sums over leases that ran and ended: arithmetic that stands in domain/escrow.ts alone.
  'Deployment.escrow': nothingFound,
  'Query.leaseActivity': nothingFound,
  'Query.leasePrices': nothingFound,
  'Provider.leaseActivity': nothingFound,
  'Provider.leasePrices': nothingFound,
  'Query.provider': ({ address }: schema.QueryProviderArgs) => byKey(address),
  'Query.deployment': (args: schema.QueryDeploymentArgs) => byKey(deploymentKey(args)),
  'Query.lease': ({ id }: schema.QueryLeaseArgs) => byKey(checkedLeaseKey(id)),
  'Query.leases': (args: schema.QueryLeasesArgs) => {
    const { filter, order, list, window } = leaseQuestion(args)
    return { argument: { filter, order, window, cursor: fixed(list) } satisfies ListOfLeases }
  },
  'Query.providers': (args: schema.QueryProvidersArgs) => {
    const { filter, order, list, window } = providerQuestion(args)
    return { argument: { filter, order, window, cursor: fixed(list) } satisfies ListOfProviders }
  },
  'Query.openOrders': (page: schema.QueryOpenOrdersArgs) => {
    const filter = openOrderFilter(page.filter ?? {})
    const list = openOrderList(filter)
    return {
      argument: { filter, window: windowOf(list, page, 20), cursor: fixed(list) } satisfies ListOfOrders,
    }
  },
  'Query.changes': (page: schema.QueryChangesArgs) => ({
    argument: {
      filter: changeFilter(page.filter ?? {}),
      window: windowOf(feedList, page, 100),
    } satisfies ListOfChanges,
  }),
  'Provider.leases': (page: schema.ProviderLeasesArgs, { parent }: Place) => {
    const filter = leaseFilter(page.filter ?? {})
    const order = page.orderBy ?? 'CREATED_DESC'
    return nested(
      (address) => providerLeaseList(address, filter, order),
      { page, parent, defaultSize: 20 },
      (parts): ListOfLeases => ({ filter, order, ...parts }),
    )
  },
  'Deployment.leases': (page: schema.DeploymentLeasesArgs, { parent }: Place) =>
    nested(
      deploymentLeaseList,
      { page, parent, defaultSize: 20 },
      (parts): ListOfLeases => ({
        filter: {},
        order: 'CREATED_DESC',
        ...parts,
      }),
    ),
  'Lease.events': (page: schema.LeaseEventsArgs, { parent }: Place) =>
    nested(eventList, { page, parent, defaultSize: 50 }, (parts): ListOfEvents => parts),
  'Deployment.groups': first,
  'DeploymentGroup.orders': first,
  'Order.bids': first,
}
