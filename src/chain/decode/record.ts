import { type BidId, type DeploymentId, type GroupId, type OrderId, parseAddress } from '#domain/ids.ts'
import {
  type Bid,
  bidStates,
  type Deployment,
  deploymentStates,
  type Endpoint,
  endpointKinds,
  type Group,
  groupStates,
  type Lease,
  leaseStates,
  type Order,
  orderStates,
  type Reclaim,
} from '#domain/record.ts'
import * as base from '../wire/generated/akash_base.generated.ts'
import * as deployment from '../wire/generated/akash_deployment.generated.ts'
import type * as escrow from '../wire/generated/akash_escrow.generated.ts'
import * as market from '../wire/generated/akash_market.generated.ts'
import { malformed } from './attributes.ts'
import { closeReasonFromNumber } from './close-reason.ts'
import { present, priceOf, safeNumber, safeNumberOrNull, stateOf } from './scalar.ts'

// Protobuf messages of chain state → our records. Every function throws UNDECODABLE or BAD_USER_INPUT.

/** Our names by the chain's numbers; its "invalid" has none. */
const byNumber = <T extends string>(
  states: readonly T[],
  numbers: Readonly<Record<T, number>>,
): ReadonlyMap<number, T> => new Map(states.map((state) => [numbers[state], state]))

const deploymentStateOf = byNumber(deploymentStates, deployment.Deployment_State)
const groupStateOf = byNumber(groupStates, deployment.Group_State)
const orderStateOf = byNumber(orderStates, market.Order_State)
const bidStateOf = byNumber(bidStates, market.Bid_State)
const leaseStateOf = byNumber(leaseStates, market.Lease_State)
const endpointKindOf = byNumber(endpointKinds, base.Endpoint_Kind)

const deploymentId = (id: deployment.DeploymentID | undefined): DeploymentId => {
  const { owner, dseq } = present(id, 'id')
  return { owner: parseAddress(owner), dseq }
}
const groupId = (id: deployment.GroupID | undefined): GroupId => ({
  ...deploymentId(id),
  gseq: present(id, 'id').gseq,
})
const orderId = (id: market.OrderID | undefined): OrderId => {
  const { owner, dseq, gseq, oseq } = present(id, 'id')
  return { owner: parseAddress(owner), dseq, gseq, oseq }
}
const bidId = (id: market.BidID | undefined): BidId => {
  const { owner, dseq, gseq, oseq, provider, bseq } = present(id, 'id')
  return { owner: parseAddress(owner), dseq, gseq, oseq, provider: parseAddress(provider), bseq }
}

export function leaseRecord(message: market.QueryLeaseResponse): Lease {
  const lease = present(message.lease, 'lease')
  const state = stateOf(leaseStateOf, lease.state, 'lease')
  const closed = state === 'closed' || state === 'insufficient_funds'
  return {
    kind: 'lease',
    id: bidId(lease.id),
    state,
    price: priceOf(lease.price),
    createdHeight: safeNumber(lease.createdAt, 'created_at'),
    closedHeight: safeNumberOrNull(lease.closedOn, 'closed_on'),
    closeReason: closed ? closeReasonFromNumber(lease.reason) : null,
    reclaim: lease.reclamation === undefined ? null : reclaimOf(lease.reclamation),
  }
}

function reclaimOf(reclamation: market.Reclamation): Reclaim {
  const startedHeight = safeNumberOrNull(reclamation.startedAt, 'started_at')
  return {
    // A message without fields is how the wire writes a window of 0.
    windowSeconds: safeNumber(reclamation.window?.seconds ?? 0n, 'window'),
    startedHeight,
    deadline: safeNumberOrNull(reclamation.deadline, 'deadline'),
    reason: startedHeight === null ? null : closeReasonFromNumber(reclamation.reason),
  }
}

export function orderRecord(order: market.Order): Order {
  return {
    kind: 'order',
    id: orderId(order.id),
    state: stateOf(orderStateOf, order.state, 'order'),
    createdHeight: safeNumber(order.createdAt, 'created_at'),
  }
}

export function bidRecord(message: market.QueryBidResponse): Bid {
  const bid = present(message.bid, 'bid')
  return {
    kind: 'bid',
    id: bidId(bid.id),
    state: stateOf(bidStateOf, bid.state, 'bid'),
    price: priceOf(bid.price),
    createdHeight: safeNumber(bid.createdAt, 'created_at'),
  }
}

/** The deployment first, then its groups. */
export function deploymentRecords(
  message: deployment.QueryDeploymentResponse,
): readonly [Deployment, ...Group[]] {
  const found = present(message.deployment, 'deployment')
  const state = stateOf(deploymentStateOf, found.state, 'deployment')
  const own: Deployment = {
    kind: 'deployment',
    id: deploymentId(found.id),
    state,
    hash: Buffer.from(found.hash).toString('hex'),
    createdHeight: safeNumber(found.createdAt, 'created_at'),
    closedHeight: state === 'closed' ? settledHeight(message.escrowAccount) : null,
  }
  return [own, ...message.groups.map(groupRecord)]
}

/** A deployment and its escrow account close in one transaction, which settles the account. */
function settledHeight(account: escrow.Account | undefined): number | null {
  return account?.state === undefined ? null : safeNumberOrNull(account.state.settledAt, 'settled_at')
}

export function groupRecord(group: deployment.Group): Group {
  const spec = present(group.groupSpec, 'group_spec')
  return {
    kind: 'group',
    id: groupId(group.id),
    state: stateOf(groupStateOf, group.state, 'group'),
    name: spec.name,
    createdHeight: safeNumber(group.createdAt, 'created_at'),
    endpoints: spec.resources.flatMap(
      (unit, resource) => unit.resource?.endpoints.map((e) => endpointOf(e, resource)) ?? [],
    ),
  }
}

function endpointOf(endpoint: base.Endpoint, resource: number): Endpoint {
  const kind = endpointKindOf.get(endpoint.kind)
  if (kind === undefined) throw malformed(`the kind of an endpoint is unknown: ${endpoint.kind}`)
  return { resource, kind, sequenceNumber: endpoint.sequenceNumber }
}
