import {
  Deployment_State,
  Group_State,
  type GroupID,
} from '#chain/wire/generated/akash_deployment.generated.ts'
import { EscrowState } from '#chain/wire/generated/akash_escrow.generated.ts'
import {
  Bid_State,
  type BidID,
  Lease_State,
  LeaseClosedReason,
  Order_State,
} from '#chain/wire/generated/akash_market.generated.ts'
import { closeAccount, inState, isDry, isOpen, settle, withdraw } from './escrow.ts'
import { bidStoreKey, deploymentStoreKey, orderStoreKey } from './ledger.ts'
import type { BidRecord, DeploymentRecord, LeaseRecord, OrderRecord } from './record.ts'
import { payOut, type Turn, tell } from './turn.ts'

/**
 * How things end, in the order in which the chain ends them (akash-network/node x/market, x/deployment,
 * x/escrow; order of events as recorded).
 */

/** Closes a bid that is open or active: its deposit goes back, then the event. */
export function closeBid(turn: Turn, record: BidRecord): void {
  const { state } = record.bid
  if (state !== Bid_State.open && state !== Bid_State.active) return
  endBid(turn, record, Bid_State.closed)
  tell(turn, 'market.v1.EventBidClosed', record.bid.id)
}

/** A bid that another one beat; nothing is told of it. */
export const loseBid = (turn: Turn, record: BidRecord) => endBid(turn, record, Bid_State.lost)

function endBid(turn: Turn, record: BidRecord, state: Bid_State): void {
  const { account, refunds } = closeAccount(record.escrowAccount, turn.ledger.height)
  turn.ledger.putBid({ bid: { ...record.bid, state }, escrowAccount: account })
  for (const { to, amount } of refunds) payOut(turn, to, amount)
}

export function closeOrder(turn: Turn, order: OrderRecord): void {
  if (order.state === Order_State.closed) return
  turn.ledger.putOrder({ ...order, state: Order_State.closed })
  tell(turn, 'market.v1.EventOrderClosed', order.id)
}

/** Ends a lease that is active or reclaiming; the payment is not touched. */
export function endLease(
  turn: Turn,
  id: BidID,
  end: { readonly state: Lease_State; readonly reason: LeaseClosedReason },
): void {
  const record = turn.ledger.leases.get(bidStoreKey(id))
  if (record === undefined || !isLive(record)) return
  const closedOn = BigInt(turn.ledger.height)
  turn.ledger.putLease({ ...record, lease: { ...record.lease, ...end, closedOn } })
  tell(turn, 'market.v1.EventLeaseClosed', id, { reason: end.reason })
}

export const isLive = ({ lease }: LeaseRecord) =>
  lease.state === Lease_State.active || lease.state === Lease_State.reclaiming

const byOwner = { state: Lease_State.closed, reason: LeaseClosedReason.lease_closed_owner }
const outOfFunds = {
  state: Lease_State.insufficient_funds,
  reason: LeaseClosedReason.lease_closed_reason_insufficient_funds,
}

/** Closes the orders of a group with their bids and leases, bid by bid in key order. */
export function closeOrdersOf(turn: Turn, id: GroupID, isOverdrawn: boolean): void {
  for (const order of turn.ledger.ordersOf(id, id.gseq)) {
    if (order.state === Order_State.closed) continue
    closeOrder(turn, order)
    for (const bid of turn.ledger.bidsOf(orderStoreKey(order.id))) {
      closeBid(turn, bid)
      endLease(turn, bid.bid.id, isOverdrawn ? outOfFunds : byOwner)
    }
  }
}

/** The leases of a deployment whose payments run. */
export function runningLeases(turn: Turn, deployment: DeploymentRecord): LeaseRecord[] {
  return deployment.groups
    .flatMap((group) => turn.ledger.ordersOf(group.id, group.id.gseq))
    .flatMap((order) => turn.ledger.bidsOf(orderStoreKey(order.id)))
    .flatMap(({ bid }) => turn.ledger.leases.get(bidStoreKey(bid.id)) ?? [])
    .filter((lease) => isOpen(lease.escrowPayment))
}

/** Settles a deployment's account and writes what changed; true when it ran dry by it. */
export function settleDeployment(
  turn: Turn,
  deployment: DeploymentRecord,
): { readonly settled: readonly LeaseRecord[]; readonly isOverdrawn: boolean } {
  const running = runningLeases(turn, deployment)
  const { account, payments, isOverdrawn } = settle(
    deployment.escrowAccount,
    running.map((lease) => lease.escrowPayment),
    turn.ledger.height,
  )
  turn.ledger.putDeployment({ ...deployment, escrowAccount: account })
  const settled = running.slice(0, payments.length).map((lease, at) => ({
    ...lease,
    escrowPayment: payments[at] ?? lease.escrowPayment,
  }))
  for (const lease of settled) turn.ledger.putLease(lease)
  return { settled, isOverdrawn }
}

/** Pays a lease's balance out to its provider, and ends the payment where `end` says so. */
export function payLease(turn: Turn, lease: LeaseRecord, end: EscrowState | null): void {
  const { payment, amount } = withdraw(lease.escrowPayment)
  turn.ledger.putLease({ ...lease, escrowPayment: end === null ? payment : inState(payment, end) })
  payOut(turn, payment.state.owner, amount)
}

/**
 * Settles the account for one lease's payment and ends that payment (PaymentClose). Where no block passed since
 * the account was settled the payment stays open for ever, as on the real chain. An account that runs dry
 * takes the whole deployment with it.
 */
export function closePayment(turn: Turn, id: BidID): void {
  const deployment = turn.ledger.deployments.get(deploymentStoreKey(id))
  if (deployment === undefined) return
  const key = bidStoreKey(id)
  const { settled, isOverdrawn } = settleDeployment(turn, deployment)
  const own = settled.find(({ lease }) => bidStoreKey(lease.id) === key)
  if (isOverdrawn) overdraw(turn, id, settled)
  else if (own !== undefined) payLease(turn, own, EscrowState.escrow_closed)
}

/** What happens once an account has run dry: providers get what there is, the deployment closes. */
export function overdraw(
  turn: Turn,
  id: { owner: string; dseq: bigint },
  settled: readonly LeaseRecord[],
): void {
  for (const lease of settled) payLease(turn, lease, null)
  endDeployment(turn, id)
}

/** Marks a deployment closed and closes its groups: insufficient_funds where the account is overdrawn. */
export function endDeployment(turn: Turn, { owner, dseq }: { owner: string; dseq: bigint }): void {
  const record = turn.ledger.deployments.get(deploymentStoreKey({ owner, dseq }))
  if (record === undefined || record.deployment.state === Deployment_State.closed) return
  const isOverdrawn = isDry(record.escrowAccount)
  turn.ledger.putDeployment({
    ...record,
    deployment: { ...record.deployment, state: Deployment_State.closed },
  })
  tell(turn, 'deployment.v1.EventDeploymentClosed', record.deployment.id)
  const state = isOverdrawn ? Group_State.insufficient_funds : Group_State.closed
  for (const group of record.groups) {
    if (group.state !== Group_State.open && group.state !== Group_State.paused) continue
    putGroupState(turn, group.id, state)
    tell(turn, 'deployment.v1.EventGroupClosed', group.id)
    closeOrdersOf(turn, group.id, isOverdrawn)
  }
}

export function putGroupState(turn: Turn, id: GroupID, state: Group_State): void {
  const record = turn.ledger.deployments.get(deploymentStoreKey(id))
  if (record === undefined) return
  const groups = record.groups.map((group) => (group.id.gseq === id.gseq ? { ...group, state } : group))
  turn.ledger.putDeployment({ ...record, groups })
}
