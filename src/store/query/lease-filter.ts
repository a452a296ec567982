import type { Fragment } from 'postgres'
import type { CloseReason, LeaseState } from '#domain/record.ts'
import type { Queryable } from '../connection.ts'
import type { Sort, SortColumn } from './keyset.ts'

/** Which leases to list: those that meet every condition given; undefined is no condition. */
export interface LeaseFilter {
  readonly owner?: string | undefined
  readonly provider?: string | undefined
  readonly dseq?: bigint | undefined
  readonly states?: readonly LeaseState[] | undefined
  readonly closeReasons?: readonly CloseReason[] | undefined
  readonly hasIpEndpoints?: boolean | undefined
  readonly createdAfterHeight?: bigint | undefined
  readonly createdBeforeHeight?: bigint | undefined
}

/** Above every height that is stored. */
const BEYOND = BigInt(Number.MAX_SAFE_INTEGER)

const capped = (height: bigint) => (height > BEYOND ? BEYOND : height).toString()

/** Whether only running leases can meet it. */
export const isOpenOnly = ({ states }: LeaseFilter) =>
  states?.every((state) => state === 'active' || state === 'reclaiming') === true

/** The filter as SQL over `lease l`. */
export function leaseConditions(sql: Queryable, filter: LeaseFilter): Fragment[] {
  const { owner, provider, dseq, states, closeReasons, hasIpEndpoints } = filter
  return [
    owner !== undefined && sql`l.owner = ${owner}`,
    provider !== undefined && sql`l.provider = ${provider}`,
    dseq !== undefined && sql`l.dseq = ${dseq.toString()}::numeric`,
    owner !== undefined && dseq !== undefined && sql`l.deployment_key = ${`${owner}/${dseq}`}`,
    states !== undefined && sql`l.state = any(${[...states]}::text[])`,
    // Said as the partial indexes of open leases say it, so that they serve.
    isOpenOnly(filter) && sql`l.state in ('active', 'reclaiming')`,
    closeReasons !== undefined && sql`l.close_reason = any(${[...closeReasons]}::text[])`,
    hasIpEndpoints === true && sql`l.ip_endpoint_count > 0`,
    hasIpEndpoints === false && sql`l.ip_endpoint_count = 0`,
    filter.createdAfterHeight !== undefined &&
      sql`l.created_height > ${capped(filter.createdAfterHeight)}::bigint`,
    filter.createdBeforeHeight !== undefined &&
      sql`l.created_height < ${capped(filter.createdBeforeHeight)}::bigint`,
  ].filter((condition) => condition !== false)
}

export const leaseOrders = ['CREATED_DESC', 'CREATED_ASC', 'CLOSED_DESC', 'PRICE_DESC'] as const
export type LeaseOrder = (typeof leaseOrders)[number]

const key: SortColumn = { expression: 'l.key', type: 'text' }
const created: SortColumn = { expression: 'l.created_height', type: 'bigint' }
/** What has not ended counts as 0: no block has that height. */
const closed: SortColumn = { expression: 'coalesce(l.closed_height, 0)', type: 'bigint' }
const price: SortColumn = { expression: 'l.price_amount', type: 'numeric' }

export const leaseSorts: Readonly<Record<LeaseOrder, Sort>> = {
  CREATED_DESC: { columns: [created, key], descending: true },
  CREATED_ASC: { columns: [created, key], descending: false },
  CLOSED_DESC: { columns: [closed, key], descending: true },
  PRICE_DESC: { columns: [price, key], descending: true },
}

/** None has ended, so all are equal; said as a constant, or Postgres would look for them behind all that have. */
const runningByClosed: Sort = {
  columns: [{ expression: '0::bigint', type: 'bigint' }, key],
  descending: true,
}

/**
 * Old leases ended long ago: Postgres, which takes the two heights for independent, would walk the index of
 * the one from its wrong end until it meets the other. The sum keeps it from using that index.
 */
const closedInRange: Sort = {
  columns: [{ expression: '(coalesce(l.closed_height, 0) + 0)', type: 'bigint' }, key],
  descending: true,
}

/** How the rows of a filter are sorted: by the same values as `leaseSorts` says, in words that serve best. */
export function leaseSort(order: LeaseOrder, filter: LeaseFilter): Sort {
  if (order !== 'CLOSED_DESC') return leaseSorts[order]
  if (isOpenOnly(filter)) return runningByClosed
  const isRange = filter.createdAfterHeight !== undefined || filter.createdBeforeHeight !== undefined
  return isRange ? closedInRange : leaseSorts[order]
}
