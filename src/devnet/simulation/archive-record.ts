import {
  Deployment_State,
  Group_State,
  QueryDeploymentResponse,
} from '#chain/wire/generated/akash_deployment.generated.ts'
import { EscrowState, Scope } from '#chain/wire/generated/akash_escrow.generated.ts'
import {
  Bid_State,
  Lease_State,
  LeaseClosedReason,
  Order,
  Order_State,
  QueryBidResponse,
  QueryLeaseResponse,
} from '#chain/wire/generated/akash_market.generated.ts'
import { sha256 } from '../block/merkle.ts'
import { coin, whole } from '../market/escrow.ts'
import { bidStoreKey, deploymentStoreKey, orderStoreKey } from '../market/ledger.ts'
import type { AccountRecord, DeploymentRecord, GroupSpec, PaymentRecord } from '../market/record.ts'
import type { StateEntry } from '../state/view.ts'

/** What the archive says of one of its deployments. */
export interface Facts {
  readonly index: number
  readonly id: { readonly owner: string; readonly dseq: bigint }
  readonly groups: readonly GroupSpec[]
  readonly createdAt: number
  readonly closedOn: number
  readonly reason: LeaseClosedReason
}

const isDry = ({ reason }: Facts) => reason === LeaseClosedReason.lease_closed_reason_insufficient_funds

export function deploymentEntry(facts: Facts): StateEntry {
  return {
    key: deploymentStoreKey(facts.id),
    state: Deployment_State.closed,
    encode: () => QueryDeploymentResponse.encode(deploymentOf(facts)).finish(),
  }
}

export function deploymentOf(facts: Facts): DeploymentRecord {
  const { id, createdAt } = facts
  const xid = `${id.owner}/${id.dseq}`
  const state = isDry(facts) ? Group_State.insufficient_funds : Group_State.closed
  return {
    deployment: {
      id,
      state: Deployment_State.closed,
      hash: new Uint8Array(sha256(Buffer.from(xid))),
      createdAt: BigInt(createdAt),
      reclamation: undefined,
    },
    groups: facts.groups.map((groupSpec, at) => ({
      id: { ...id, gseq: at + 1 },
      state,
      groupSpec,
      createdAt: BigInt(createdAt),
    })),
    escrowAccount: closedAccount(facts, {
      id: { scope: Scope.scope_deployment, xid },
      owner: id.owner,
      isOverdrawn: isDry(facts),
    }),
  }
}

function closedAccount(
  facts: Facts,
  account: { id: AccountRecord['id']; owner: string; isOverdrawn: boolean },
): AccountRecord {
  const { id, owner, isOverdrawn } = account
  return {
    id,
    state: {
      owner,
      state: isOverdrawn ? EscrowState.escrow_overdrawn : EscrowState.escrow_closed,
      transferred: [coin(isOverdrawn ? whole(500_000n) : 0n)],
      settledAt: BigInt(facts.closedOn),
      funds: [coin(isOverdrawn ? -whole(100_000n) : 0n)],
      deposits: [],
    },
  }
}

export function orderEntry(facts: Facts, spec: GroupSpec, gseq: number): StateEntry {
  const id = { ...facts.id, gseq, oseq: 1 }
  const order = {
    id,
    state: Order_State.closed,
    spec,
    createdAt: BigInt(facts.createdAt),
    reclamation: undefined,
  }
  return { key: orderStoreKey(id), state: order.state, encode: () => Order.encode(order).finish() }
}

interface ArchivedBid {
  readonly provider: string
  readonly firstLoser: string | undefined
  readonly price: { readonly denom: string; readonly amount: string }
}

export function bidEntry(
  facts: Facts,
  gseq: number,
  { provider, firstLoser, price }: ArchivedBid,
): StateEntry {
  const id = { ...facts.id, gseq, oseq: 1, provider, bseq: 0 }
  const state = provider === firstLoser ? Bid_State.lost : Bid_State.closed
  const xid = `${id.owner}/${id.dseq}/${gseq}/1/${provider}`
  return {
    key: bidStoreKey(id),
    state,
    encode: () =>
      QueryBidResponse.encode({
        bid: {
          id,
          state,
          price,
          createdAt: BigInt(facts.createdAt + 1),
          resourcesOffer: [],
          reclamationWindow: undefined,
        },
        escrowAccount: closedAccount(facts, {
          id: { scope: Scope.scope_bid, xid },
          owner: provider,
          isOverdrawn: false,
        }),
      }).finish(),
  }
}

export function leaseEntry(
  facts: Facts,
  gseq: number,
  won: { provider: string; price: { denom: string; amount: string } },
): StateEntry {
  const id = { ...facts.id, gseq, oseq: 1, provider: won.provider, bseq: 0 }
  const state = isDry(facts) ? Lease_State.insufficient_funds : Lease_State.closed
  const lease = {
    id,
    state,
    price: won.price,
    createdAt: BigInt(facts.createdAt + 2),
    closedOn: BigInt(facts.closedOn),
    reason: facts.reason,
    reclamation: undefined,
  }
  return {
    key: bidStoreKey(id),
    state,
    encode: () =>
      QueryLeaseResponse.encode({ lease, escrowPayment: paymentOf(facts, id, won.price) }).finish(),
  }
}

function paymentOf(
  facts: Facts,
  id: { owner: string; dseq: bigint; gseq: number; provider: string },
  rate: { denom: string; amount: string },
): PaymentRecord {
  return {
    id: {
      aid: { scope: Scope.scope_deployment, xid: `${id.owner}/${id.dseq}` },
      xid: `${id.gseq}/1/${id.provider}`,
    },
    state: {
      owner: id.provider,
      state: isDry(facts) ? EscrowState.escrow_overdrawn : EscrowState.escrow_closed,
      rate,
      balance: coin(0n),
      unsettled: coin(isDry(facts) ? whole(100_000n) : 0n),
      withdrawn: { denom: 'uact', amount: String(facts.closedOn - facts.createdAt) },
    },
  }
}
