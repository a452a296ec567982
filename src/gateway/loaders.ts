import DataLoader from 'dataloader'
import type { Queryable } from '#store/connection.ts'
import { type BidRow, bidsOfOrders } from '#store/query/bids-of-orders.ts'
import { blockTimes } from '#store/query/block-times.ts'
import type { ChangeRow } from '#store/query/change-row.ts'
import { changesOfLeases } from '#store/query/changes-of-leases.ts'
import { countLeasesOfDeployments } from '#store/query/count-leases-of-deployments.ts'
import { type DeploymentRow, deploymentsByKey } from '#store/query/deployments-by-key.ts'
import { type GroupRow, groupsOfDeployments } from '#store/query/groups-of-deployments.ts'
import type { Window } from '#store/query/keyset.ts'
import type { LeaseRow } from '#store/query/lease-row.ts'
import { leasesByKey } from '#store/query/leases-by-key.ts'
import { leasesOfDeployments } from '#store/query/leases-of-deployments.ts'
import { type OrderRow, ordersOfGroups } from '#store/query/orders-of-groups.ts'
import type { ProviderRow } from '#store/query/provider-row.ts'
import { providersByAddress } from '#store/query/providers-by-address.ts'

/** The same window of one deployment's leases. */
export interface DeploymentWindow {
  readonly deploymentKey: string
  readonly window: Window
}

/** One batch of each kind at a time; made anew for every request, so that no answer outlives its own. */
export interface Loaders {
  readonly lease: DataLoader<string, LeaseRow | null>
  readonly deployment: DataLoader<string, DeploymentRow | null>
  readonly provider: DataLoader<string, ProviderRow | null>
  readonly blockTime: DataLoader<number, Date | null>
  readonly groupsOfDeployment: DataLoader<string, readonly GroupRow[]>
  readonly ordersOfGroup: DataLoader<string, readonly OrderRow[]>
  readonly bidsOfOrder: DataLoader<string, readonly BidRow[]>
  readonly changesOfLease: DataLoader<string, readonly ChangeRow[]>
  readonly leaseCountOfDeployment: DataLoader<string, number>
  /** Windows without cursors only: a cursor belongs to one deployment. */
  readonly leasesOfDeployment: DataLoader<DeploymentWindow, readonly LeaseRow[], string>
}

const MAX_BATCH = 1000
const options = { maxBatchSize: MAX_BATCH }

export function createLoaders(sql: Queryable): Loaders {
  return {
    lease: one(
      (keys) => leasesByKey(sql, keys),
      (row) => row.key,
    ),
    deployment: one(
      (keys) => deploymentsByKey(sql, keys),
      (row) => row.key,
    ),
    provider: one(
      (keys) => providersByAddress(sql, keys),
      (row) => row.address,
    ),
    blockTime: mapped((heights) => blockTimes(sql, heights), null),
    groupsOfDeployment: many(
      (keys) => groupsOfDeployments(sql, keys),
      (row) => row.deploymentKey,
    ),
    ordersOfGroup: many(
      (keys) => ordersOfGroups(sql, keys),
      (row) => row.groupKey,
    ),
    bidsOfOrder: many(
      (keys) => bidsOfOrders(sql, keys),
      (row) => row.orderKey,
    ),
    changesOfLease: many(
      (keys) => changesOfLeases(sql, keys),
      (row) => row.subject,
    ),
    leaseCountOfDeployment: mapped((keys) => countLeasesOfDeployments(sql, keys), 0),
    leasesOfDeployment: new DataLoader((pages) => leasePages(sql, pages), {
      ...options,
      cacheKeyFn: pageKey,
    }),
  }
}

/** One row for each key; null where there is none. */
function one<T>(read: (keys: readonly string[]) => Promise<readonly T[]>, keyOf: (row: T) => string) {
  return new DataLoader<string, T | null>(async (keys) => {
    const rows = new Map((await read(keys)).map((row) => [keyOf(row), row]))
    return keys.map((key) => rows.get(key) ?? null)
  }, options)
}

/** All rows of each key, in the order in which they were read. */
function many<T>(read: (keys: readonly string[]) => Promise<readonly T[]>, keyOf: (row: T) => string) {
  return new DataLoader<string, readonly T[]>(async (keys) => {
    const rows = grouped(await read(keys), keyOf)
    return keys.map((key) => rows.get(key) ?? [])
  }, options)
}

function mapped<K, V, D>(read: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>, absent: D) {
  return new DataLoader<K, V | D>(async (keys) => {
    const values = await read(keys)
    return keys.map((key) => values.get(key) ?? absent)
  }, options)
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const key = keyOf(row)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return groups
}

const windowKey = ({ window }: DeploymentWindow) => `${window.limit} ${window.backward}`
const pageKey = (page: DeploymentWindow) => `${windowKey(page)} ${page.deploymentKey}`

/** One statement for each distinct window; a query seldom has more than one. */
async function leasePages(sql: Queryable, pages: readonly DeploymentWindow[]) {
  const found = new Map<string, readonly LeaseRow[]>()
  for (const group of grouped(pages, windowKey).values()) {
    const [{ window } = { window: null }] = group
    if (window === null) continue
    const keys = group.map((page) => page.deploymentKey)
    const rows = grouped(await leasesOfDeployments(sql, keys, window), (row) => row.deploymentKey)
    for (const page of group) found.set(pageKey(page), rows.get(page.deploymentKey) ?? [])
  }
  return pages.map((page) => found.get(pageKey(page)) ?? [])
}
