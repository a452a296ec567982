import type DataLoader from 'dataloader'
import type { KnownAround } from '#domain/height-at.ts'
import type { Queryable } from '#store/connection.ts'
import { type BidRow, bidsOfOrders } from '#store/query/bids-of-orders.ts'
import { blockTimes } from '#store/query/block-times.ts'
import { type AroundQuestion, blocksAround } from '#store/query/blocks-around.ts'
import type { ChangeRow } from '#store/query/change-row.ts'
import { changesOfLeases } from '#store/query/changes-of-leases.ts'
import { countByParent } from '#store/query/count-by-parent.ts'
import { countLeasesOfDeployments } from '#store/query/count-leases-of-deployments.ts'
import { countLeasesOfProviders } from '#store/query/count-leases-of-providers.ts'
import { type DeploymentRow, deploymentsByKey } from '#store/query/deployments-by-key.ts'
import { type EscrowRow, escrowOfDeployments } from '#store/query/escrow-of-deployments.ts'
import type { GroupRow } from '#store/query/group-row.ts'
import { groupsByKey } from '#store/query/groups-by-key.ts'
import { groupsOfDeployments } from '#store/query/groups-of-deployments.ts'
import type { Window } from '#store/query/keyset.ts'
import { type ActivityRow, leaseActivity } from '#store/query/lease-activity.ts'
import type { LeaseFilter } from '#store/query/lease-filter.ts'
import { leasePrices, type PriceQuestion, type PriceRow } from '#store/query/lease-prices.ts'
import type { LeaseRow } from '#store/query/lease-row.ts'
import { leasesByKey } from '#store/query/leases-by-key.ts'
import { leasesOfDeployments } from '#store/query/leases-of-deployments.ts'
import { leasesOfOrders } from '#store/query/leases-of-orders.ts'
import { leasesOfProviders } from '#store/query/leases-of-providers.ts'
import type { LeaseQuestion } from '#store/query/list-leases.ts'
import type { OrderRow } from '#store/query/order-row.ts'
import { ordersByKey } from '#store/query/orders-by-key.ts'
import { ordersOfGroups } from '#store/query/orders-of-groups.ts'
import type { ProviderRow } from '#store/query/provider-row.ts'
import { providersByAddress } from '#store/query/providers-by-address.ts'
import type { SeriesQuestion } from '#store/query/series-filter.ts'
import { type ChargeRow, spendingOfDeployments } from '#store/query/spending-of-deployments.ts'
import { type Asked, answers, each, many, mapped, one, rowsOf } from './batch.ts'

/** Loads the rows of a parent that a question asks for. */
type Rows<Q, T> = DataLoader<Asked<Q>, readonly T[], string>

/** One batch of each kind at a time; made anew for every request, so that no answer outlives its own. */
export interface Loaders {
  readonly lease: DataLoader<string, LeaseRow | null>
  readonly deployment: DataLoader<string, DeploymentRow | null>
  readonly group: DataLoader<string, GroupRow | null>
  readonly order: DataLoader<string, OrderRow | null>
  readonly provider: DataLoader<string, ProviderRow | null>
  readonly blockTime: DataLoader<number, Date | null>
  /** The question is how many from the start. */
  readonly groupsOfDeployment: Rows<number, GroupRow>
  readonly ordersOfGroup: Rows<number, OrderRow>
  readonly bidsOfOrder: Rows<number, BidRow>
  readonly groupCountOfDeployment: DataLoader<string, number>
  readonly orderCountOfGroup: DataLoader<string, number>
  readonly bidCountOfOrder: DataLoader<string, number>
  readonly leaseOfOrder: DataLoader<string, LeaseRow | null>
  readonly escrowOfDeployment: DataLoader<string, EscrowRow | null>
  readonly chargesOfDeployment: DataLoader<string, readonly ChargeRow[]>
  readonly changesOfLease: DataLoader<string, readonly ChangeRow[]>
  readonly leaseCountOfDeployment: DataLoader<string, number>
  /** Windows without cursors only: a cursor belongs to one deployment, or one provider. */
  readonly leasesOfDeployment: Rows<Window, LeaseRow>
  readonly leasesOfProvider: Rows<LeaseQuestion, LeaseRow>
  readonly leaseCountOfProvider: DataLoader<Asked<LeaseFilter>, number, string>
  readonly blocksAround: DataLoader<AroundQuestion, readonly KnownAround[], string>
  readonly activityOfProvider: Rows<ProviderSeries<SeriesQuestion>, ActivityRow>
  readonly pricesOfProvider: Rows<ProviderSeries<PriceQuestion>, PriceRow>
}

/** A series of one provider; which one is asked apart. */
type ProviderSeries<Q extends SeriesQuestion> = Omit<Q, 'providers'>

export const createLoaders = (sql: Queryable): Loaders => ({
  ...recordLoaders(sql),
  ...childLoaders(sql),
  ...leaseListLoaders(sql),
  ...escrowLoaders(sql),
  ...seriesLoaders(sql),
  blockTime: mapped((heights) => blockTimes(sql, heights), null),
  changesOfLease: many(
    (keys) => changesOfLeases(sql, keys),
    (row) => row.subject,
  ),
})

const byKey = (row: { readonly key: string }) => row.key

const recordLoaders = (sql: Queryable) => ({
  lease: one((keys) => leasesByKey(sql, keys), byKey),
  deployment: one((keys) => deploymentsByKey(sql, keys), byKey),
  group: one((keys) => groupsByKey(sql, keys), byKey),
  order: one((keys) => ordersByKey(sql, keys), byKey),
  provider: one(
    (keys) => providersByAddress(sql, keys),
    (row) => row.address,
  ),
})

const childLoaders = (sql: Queryable) => ({
  groupsOfDeployment: answers(async (keys, first: number) =>
    rowsOf(await groupsOfDeployments(sql, keys, first), (row) => row.deploymentKey),
  ),
  ordersOfGroup: answers(async (keys, first: number) =>
    rowsOf(await ordersOfGroups(sql, keys, first), (row) => row.groupKey),
  ),
  bidsOfOrder: answers(async (keys, first: number) =>
    rowsOf(await bidsOfOrders(sql, keys, first), (row) => row.orderKey),
  ),
  groupCountOfDeployment: mapped((keys: readonly string[]) => countByParent(sql, 'group', keys), 0),
  orderCountOfGroup: mapped((keys: readonly string[]) => countByParent(sql, 'order', keys), 0),
  bidCountOfOrder: mapped((keys: readonly string[]) => countByParent(sql, 'bid', keys), 0),
  leaseOfOrder: mapped((keys: readonly string[]) => leasesOfOrders(sql, keys), null),
})

const escrowLoaders = (sql: Queryable) => ({
  escrowOfDeployment: one((keys) => escrowOfDeployments(sql, keys), byKey),
  chargesOfDeployment: many(
    (keys) => spendingOfDeployments(sql, keys),
    (row) => row.deploymentKey,
  ),
})

const leaseListLoaders = (sql: Queryable) => ({
  leaseCountOfDeployment: mapped((keys: readonly string[]) => countLeasesOfDeployments(sql, keys), 0),
  leasesOfDeployment: answers(async (keys, window: Window) =>
    rowsOf(await leasesOfDeployments(sql, keys, window), (row) => row.deploymentKey),
  ),
  leasesOfProvider: answers(async (addresses, question: LeaseQuestion) =>
    rowsOf(await leasesOfProviders(sql, addresses, question), (row) => row.id.provider),
  ),
  leaseCountOfProvider: answers(async (addresses, filter: LeaseFilter) => {
    const counts = await countLeasesOfProviders(sql, addresses, filter)
    return (address) => counts.get(address) ?? 0
  }),
})

const seriesLoaders = (sql: Queryable) => ({
  blocksAround: each(
    (question: AroundQuestion) => blocksAround(sql, question),
    // Borders lie at equal distances.
    ({ timesMs, headHeight }) => `${headHeight} ${timesMs.length} ${timesMs.at(0)} ${timesMs.at(-1)}`,
  ),
  activityOfProvider: answers(async (providers, question: ProviderSeries<SeriesQuestion>) =>
    rowsOf(await leaseActivity(sql, { ...question, providers }), (row) => row.provider),
  ),
  pricesOfProvider: answers(async (providers, question: ProviderSeries<PriceQuestion>) =>
    rowsOf(await leasePrices(sql, { ...question, providers }), (row) => row.provider),
  ),
})
