import type { DeploymentRow } from '#store/query/deployments-by-key.ts'
import type { Window } from '#store/query/keyset.ts'
import { leaseSorts } from '#store/query/lease-filter.ts'
import type { LeaseRow } from '#store/query/lease-row.ts'
import { listLeases } from '#store/query/list-leases.ts'
import type { Context } from '../context.ts'
import { type Connection, connect } from '../page/connection.ts'
import type { List } from '../page/list.ts'
import { type PageArguments, windowOf } from '../page/window-of.ts'
import { leasePosition } from './lease-position.ts'

const DEFAULT_SIZE = 20
const ORDER = 'CREATED_DESC'

/** One page of a deployment's leases, newest first; first pages of many deployments are read at once. */
export function leasesOfDeployment(
  { sql, loaders }: Context,
  { key, id }: DeploymentRow,
  page: PageArguments,
): Promise<Connection<LeaseRow>> {
  const list = deploymentLeaseList(key)
  const read = (window: Window): Promise<readonly LeaseRow[]> =>
    window.after === null && window.before === null
      ? loaders.leasesOfDeployment.load({ parent: key, question: window })
      : listLeases(sql, { filter: { owner: id.owner, dseq: id.dseq }, order: ORDER, window })
  return connect({
    list,
    window: windowOf(list, page, DEFAULT_SIZE),
    read,
    count: () => loaders.leaseCountOfDeployment.load(key),
    positionOf: (lease) => leasePosition(ORDER, lease),
  })
}

/** The list that cursors of a deployment's leases belong to. */
export const deploymentLeaseList = (key: string): List => ({
  name: 'Deployment.leases',
  order: ORDER,
  filter: key,
  sort: leaseSorts[ORDER],
})
