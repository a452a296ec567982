import {
  Deployment_State,
  Group_State,
  type GroupID,
} from '#chain/wire/generated/akash_deployment.generated.ts'
import { EscrowState, Scope } from '#chain/wire/generated/akash_escrow.generated.ts'
import { Order_State } from '#chain/wire/generated/akash_market.generated.ts'
import {
  closeOrdersOf,
  closePayment,
  endDeployment,
  payLease,
  putGroupState,
  runningLeases,
  settleDeployment,
} from './closing.ts'
import { addDeposit, closeAccount, isDry, openAccount, payDebt } from './escrow.ts'
import { bidStoreKey, deploymentStoreKey, orderStoreKey } from './ledger.ts'
import type { MessageOf } from './message.ts'
import type { DeploymentRecord, GroupRecord } from './record.ts'
import { failure, type Handler, payIn, payOut, type Turn, tell } from './turn.ts'

const MIN_DEPOSIT = 500_000n

export const createDeployment: Handler<MessageOf<'create-deployment'>> = (turn, message) => {
  const { id, hash, deposit, minWindow } = message
  if (turn.ledger.deployments.get(deploymentStoreKey(id)) !== undefined)
    return failure('deployment', 5, 'Deployment exists')
  if (deposit < MIN_DEPOSIT)
    return failure('deployment', 20, `Deposit too low - ${deposit} < ${MIN_DEPOSIT}uact: Deposit invalid`)
  const createdAt = BigInt(turn.ledger.height)
  const groups = message.groups.map(
    (groupSpec, at): GroupRecord => ({
      id: { ...id, gseq: at + 1 },
      state: Group_State.open,
      groupSpec,
      createdAt,
    }),
  )
  const reclamation = minWindow === undefined ? undefined : { minWindow }
  turn.ledger.putDeployment({
    deployment: { id, state: Deployment_State.active, hash, createdAt, reclamation },
    groups,
    escrowAccount: openAccount({
      id: { scope: Scope.scope_deployment, xid: `${id.owner}/${id.dseq}` },
      owner: id.owner,
      deposit,
      height: turn.ledger.height,
    }),
  })
  tell(turn, 'deployment.v1.EventDeploymentCreated', id, { hash })
  for (const group of groups) openOrder(turn, group.id)
  payIn(turn, id.owner, deposit)
  return null
}

/** Opens the next order of a group; nothing happens where the group is not open. */
export function openOrder(turn: Turn, id: GroupID): void {
  const record = turn.ledger.deployments.get(deploymentStoreKey(id))
  const group = record?.groups[id.gseq - 1]
  if (record === undefined || group === undefined || group.state !== Group_State.open) return
  const oseq = turn.ledger.ordersOf(id, id.gseq).length + 1
  const orderId = { owner: id.owner, dseq: id.dseq, gseq: id.gseq, oseq }
  turn.ledger.putOrder({
    id: orderId,
    state: Order_State.open,
    spec: group.groupSpec,
    createdAt: BigInt(turn.ledger.height),
    reclamation: record.deployment.reclamation,
  })
  tell(turn, 'market.v1.EventOrderCreated', orderId)
}

export const updateDeployment: Handler<MessageOf<'update-deployment'>> = (turn, { id, hash }) => {
  const record = active(turn, id)
  if (record === undefined) return closedDeployment
  if (Buffer.compare(record.deployment.hash, hash) === 0)
    return failure('deployment', 10, 'Invalid: deployment hash')
  turn.ledger.putDeployment({ ...record, deployment: { ...record.deployment, hash } })
  tell(turn, 'deployment.v1.EventDeploymentUpdated', id, { hash })
  return null
}

export const closeDeployment: Handler<MessageOf<'close-deployment'>> = (turn, { id }) => {
  const record = active(turn, id)
  if (record === undefined) return closedDeployment
  const { settled, isOverdrawn } = settleDeployment(turn, record)
  for (const lease of settled) payLease(turn, lease, isOverdrawn ? null : EscrowState.escrow_closed)
  if (!isOverdrawn) refundAccount(turn, id)
  endDeployment(turn, id)
  return null
}

function refundAccount(turn: Turn, id: DeploymentRecord['deployment']['id']): void {
  const record = active(turn, id)
  if (record === undefined) return
  const { account, refunds } = closeAccount(record.escrowAccount, turn.ledger.height)
  turn.ledger.putDeployment({ ...record, escrowAccount: account })
  for (const { to, amount } of refunds) payOut(turn, to, amount)
}

/** Pausing and closing a group both end its leases; a paused group may be started again. */
export const endGroup: Handler<MessageOf<'close-group' | 'pause-group' | 'start-group'>> = (
  turn,
  { kind, id },
) => {
  const record = active(turn, id)
  const group = record?.groups[id.gseq - 1]
  if (record === undefined || group === undefined) return closedDeployment
  if (kind === 'start-group') return startGroup(turn, group)
  const isOpen = group.state === Group_State.open
  if (!isOpen && !(kind === 'close-group' && group.state === Group_State.paused))
    return failure('deployment', 14, 'Group not open')
  const running = runningLeases(turn, record).filter(({ lease }) => lease.id.gseq === id.gseq)
  putGroupState(turn, id, kind === 'pause-group' ? Group_State.paused : Group_State.closed)
  tell(turn, kind === 'pause-group' ? 'deployment.v1.EventGroupPaused' : 'deployment.v1.EventGroupClosed', id)
  closeOrdersOf(turn, id, false)
  for (const { lease } of running) closePayment(turn, lease.id)
  return null
}

function startGroup(turn: Turn, group: GroupRecord) {
  if (group.state !== Group_State.paused) return failure('deployment', 12, 'Group not paused')
  putGroupState(turn, group.id, Group_State.open)
  tell(turn, 'deployment.v1.EventGroupStarted', group.id)
  openOrder(turn, group.id)
  return null
}

/** A deposit settles nothing; on an overdrawn account it goes at once to the providers that are owed. */
export const deposit: Handler<MessageOf<'deposit'>> = (turn, { signer, id, amount }) => {
  const record = turn.ledger.deployments.get(deploymentStoreKey(id))
  if (record === undefined) return failure('escrow', 2, 'account not found')
  if (record.escrowAccount.state.state === EscrowState.escrow_closed)
    return failure('escrow', 3, 'account closed')
  payIn(turn, signer, amount)
  if (isDry(record.escrowAccount)) payProviders(turn, record, amount)
  else {
    const escrowAccount = addDeposit(record.escrowAccount, {
      owner: signer,
      amount,
      height: turn.ledger.height,
    })
    turn.ledger.putDeployment({ ...record, escrowAccount })
  }
  return null
}

function payProviders(turn: Turn, record: DeploymentRecord, amount: bigint): void {
  const owed = record.groups
    .flatMap((group) => turn.ledger.ordersOf(group.id, group.id.gseq))
    .flatMap((order) => turn.ledger.bidsOf(orderStoreKey(order.id)))
    .flatMap(({ bid }) => turn.ledger.leases.get(bidStoreKey(bid.id)) ?? [])
    .find(({ escrowPayment }) => escrowPayment.state.unsettled.amount !== '0')
  if (owed === undefined) return
  const paid = payDebt(record.escrowAccount, owed.escrowPayment, amount)
  turn.ledger.putDeployment({ ...record, escrowAccount: paid.account })
  turn.ledger.putLease({ ...owed, escrowPayment: paid.payment })
  payOut(turn, owed.lease.id.provider, paid.amount)
}

function active(turn: Turn, id: { owner: string; dseq: bigint }): DeploymentRecord | undefined {
  const record = turn.ledger.deployments.get(deploymentStoreKey(id))
  return record?.deployment.state === Deployment_State.active ? record : undefined
}

const closedDeployment = failure('deployment', 7, 'Deployment closed')
