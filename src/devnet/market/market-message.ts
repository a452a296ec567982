import { Group_State } from '#chain/wire/generated/akash_deployment.generated.ts'
import { Scope } from '#chain/wire/generated/akash_escrow.generated.ts'
import {
  Bid_State,
  type BidID,
  Lease_State,
  LeaseClosedReason,
  Order_State,
} from '#chain/wire/generated/akash_market.generated.ts'
import {
  closeBid,
  closeOrder,
  closePayment,
  endLease,
  isLive,
  loseBid,
  overdraw,
  payLease,
  putGroupState,
  settleDeployment,
} from './closing.ts'
import { openOrder } from './deployment-message.ts'
import { openAccount, openPayment } from './escrow.ts'
import { bidStoreKey, deploymentStoreKey, orderStoreKey } from './ledger.ts'
import type { MessageOf } from './message.ts'
import type { BidRecord, DeploymentRecord, LeaseRecord } from './record.ts'
import { failure, type Handler, payIn, type Turn, tell } from './turn.ts'

const seconds = (duration: { seconds: bigint } | undefined) => Number(duration?.seconds ?? 0n)
const bidNotFound = failure('market', 18, 'invalid bid: bid not found')
const leaseNotFound = failure('market', 17, 'invalid lease: lease not found')
const leaseNotActive = failure('market', 10, 'lease not active')

export const createBid: Handler<MessageOf<'create-bid'>> = (
  turn,
  { id, price, deposit, reclamationWindow },
) => {
  const order = turn.ledger.orders.get(orderStoreKey(id))
  if (order === undefined) return failure('market', 19, 'invalid order: order not found')
  if (order.state === Order_State.active) return failure('market', 23, 'order active')
  if (order.state === Order_State.closed) return failure('market', 24, 'order closed')
  const minWindow = seconds(order.reclamation?.minWindow)
  if (minWindow > 0 && reclamationWindow === undefined)
    return failure('market', 40, 'order requires reclamation but bid does not offer it')
  if (seconds(reclamationWindow) < minWindow)
    return failure('market', 41, 'reclamation window shorter than order minimum')
  const xid = `${id.owner}/${id.dseq}/${id.gseq}/${id.oseq}/${id.provider}`
  const createdAt = BigInt(turn.ledger.height)
  turn.ledger.putBid({
    bid: { id, state: Bid_State.open, price, createdAt, resourcesOffer: [], reclamationWindow },
    escrowAccount: openAccount({
      id: { scope: Scope.scope_bid, xid },
      owner: id.provider,
      deposit,
      height: turn.ledger.height,
    }),
  })
  tell(turn, 'market.v1.EventBidCreated', id, { price })
  payIn(turn, id.provider, deposit)
  return null
}

export const createLease: Handler<MessageOf<'create-lease'>> = (turn, { id }) => {
  const bid = turn.ledger.bids.get(bidStoreKey(id))
  const order = turn.ledger.orders.get(orderStoreKey(id))
  const deployment = turn.ledger.deployments.get(deploymentStoreKey(id))
  if (bid === undefined || order === undefined || deployment === undefined) return bidNotFound
  if (bid.bid.state !== Bid_State.open) return failure('market', 11, 'bid not open')
  if (order.state !== Order_State.open) return failure('market', 12, 'order not open')
  if (settleDeployment(turn, deployment).isOverdrawn) return failure('escrow', 4, 'account overdrawn')
  turn.ledger.putBid({ ...bid, bid: { ...bid.bid, state: Bid_State.active } })
  turn.ledger.putOrder({ ...order, state: Order_State.active })
  turn.ledger.putLease(newLease(turn, bid, deployment))
  tell(turn, 'market.v1.EventLeaseCreated', id, { price: bid.bid.price })
  // The node stops at the first loser: the others stay open for ever (seen on a real node).
  const loser = turn.ledger.bidsOf(orderStoreKey(id)).find((other) => other.bid.state === Bid_State.open)
  if (loser !== undefined) loseBid(turn, loser)
  return null
}

function newLease(turn: Turn, { bid }: BidRecord, deployment: DeploymentRecord): LeaseRecord {
  const { id, price, reclamationWindow } = bid
  const reclamation =
    reclamationWindow === undefined
      ? undefined
      : {
          window: reclamationWindow,
          startedAt: 0n,
          deadline: 0n,
          reason: LeaseClosedReason.lease_closed_invalid,
        }
  return {
    lease: {
      id,
      state: Lease_State.active,
      price,
      createdAt: BigInt(turn.ledger.height),
      closedOn: 0n,
      reason: LeaseClosedReason.lease_closed_invalid,
      reclamation,
    },
    escrowPayment: openPayment(
      { aid: deployment.escrowAccount.id, xid: `${id.gseq}/${id.oseq}/${id.provider}` },
      id.provider,
      price,
    ),
  }
}

/** The owner gives a lease up; an open group gets its next order. */
export const closeLease: Handler<MessageOf<'close-lease'>> = (turn, { id }) => {
  const record = turn.ledger.leases.get(bidStoreKey(id))
  if (record === undefined) return leaseNotFound
  if (!isLive(record)) return leaseNotActive
  endLease(turn, id, { state: Lease_State.closed, reason: LeaseClosedReason.lease_closed_owner })
  releaseOrder(turn, id)
  closePayment(turn, id)
  openOrder(turn, { owner: id.owner, dseq: id.dseq, gseq: id.gseq })
  return null
}

/** A provider takes its bid back: an open one silently, an active one with its lease, which pauses the group. */
export const closeProviderBid: Handler<MessageOf<'close-bid'>> = (turn, { id, reason }) => {
  const bid = turn.ledger.bids.get(bidStoreKey(id))
  if (bid === undefined) return bidNotFound
  if (bid.bid.state === Bid_State.open) {
    closeBid(turn, bid)
    return null
  }
  const record = turn.ledger.leases.get(bidStoreKey(id))
  if (record === undefined || !isLive(record)) return leaseNotActive
  const refused = refuseReclaimed(turn, record)
  if (refused !== null) return refused
  const groupId = { owner: id.owner, dseq: id.dseq, gseq: id.gseq }
  putGroupState(turn, groupId, Group_State.paused)
  tell(turn, 'deployment.v1.EventGroupPaused', groupId)
  endLease(turn, id, { state: Lease_State.closed, reason })
  releaseOrder(turn, id)
  closePayment(turn, id)
  return null
}

function refuseReclaimed(turn: Turn, { lease }: LeaseRecord) {
  if (lease.reclamation === undefined) return null
  if (lease.reclamation.startedAt === 0n)
    return failure('market', 37, 'reclamation not started; call MsgLeaseStartReclaim first')
  return BigInt(turn.ledger.time) < lease.reclamation.deadline
    ? failure('market', 38, 'reclamation window has not elapsed')
    : null
}

function releaseOrder(turn: Turn, id: BidID): void {
  const bid = turn.ledger.bids.get(bidStoreKey(id))
  const order = turn.ledger.orders.get(orderStoreKey(id))
  if (bid !== undefined) closeBid(turn, bid)
  if (order !== undefined) closeOrder(turn, order)
}

export const startReclaim: Handler<MessageOf<'start-reclaim'>> = (turn, { id, reason }) => {
  const record = turn.ledger.leases.get(bidStoreKey(id))
  if (record === undefined) return leaseNotFound
  const { lease } = record
  if (lease.state !== Lease_State.active || lease.reclamation === undefined) return leaseNotActive
  const deadline = BigInt(turn.ledger.time + seconds(lease.reclamation.window))
  const reclamation = { ...lease.reclamation, startedAt: BigInt(turn.ledger.height), deadline, reason }
  turn.ledger.putLease({ ...record, lease: { ...lease, state: Lease_State.reclaiming, reclamation } })
  tell(turn, 'market.v1.EventLeaseReclaimStarted', id, { deadline, reason })
  return null
}

export const withdrawLease: Handler<MessageOf<'withdraw-lease'>> = (turn, { id }) => {
  const key = bidStoreKey(id)
  const deployment = turn.ledger.deployments.get(deploymentStoreKey(id))
  const record = turn.ledger.leases.get(key)
  if (deployment === undefined || record === undefined) return leaseNotFound
  if (!isLive(record)) return leaseNotActive
  const { settled, isOverdrawn } = settleDeployment(turn, deployment)
  if (isOverdrawn) {
    overdraw(turn, id, settled)
    return null
  }
  const own = settled.find(({ lease }) => bidStoreKey(lease.id) === key)
  if (own !== undefined) payLease(turn, own, null)
  return null
}
