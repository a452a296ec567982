import type { LeaseClosedReason } from '#chain/wire/generated/akash_market.generated.ts'
import type { DecCoin } from '#chain/wire/generated/cosmos_base.generated.ts'
import type { AnyId, Happening, TypedFields } from './emitted.ts'
import { DENOM, ESCROW_ACCOUNT } from './escrow.ts'
import type { Ledger } from './ledger.ts'
import type { TxFailure } from './message.ts'

/** What one message sees and does while it is handled. */
export interface Turn {
  readonly ledger: Ledger
  readonly happenings: Happening[]
}

/** Handles a message: changes the ledger and tells what happened; or says why it may not. */
export type Handler<M> = (turn: Turn, message: M) => TxFailure | null

export const failure = (codespace: string, code: number, log: string): TxFailure => ({ codespace, code, log })

type EventName =
  | 'deployment.v1.EventDeploymentCreated'
  | 'deployment.v1.EventDeploymentUpdated'
  | 'deployment.v1.EventDeploymentClosed'
  | 'deployment.v1.EventGroupStarted'
  | 'deployment.v1.EventGroupPaused'
  | 'deployment.v1.EventGroupClosed'
  | 'market.v1.EventOrderCreated'
  | 'market.v1.EventOrderClosed'
  | 'market.v1.EventBidCreated'
  | 'market.v1.EventBidClosed'
  | 'market.v1.EventLeaseCreated'
  | 'market.v1.EventLeaseClosed'
  | 'market.v1.EventLeaseReclaimStarted'
  | 'provider.v1beta4.EventProviderCreated'
  | 'provider.v1beta4.EventProviderUpdated'
  | 'audit.v1.EventTrustedAuditorCreated'
  | 'audit.v1.EventTrustedAuditorDeleted'

interface Details {
  readonly price?: DecCoin
  readonly reason?: LeaseClosedReason
  readonly hash?: Uint8Array
  readonly deadline?: bigint
}

/** Tells of something that has an id. */
export function tell(turn: Turn, name: EventName, id: AnyId, details: Details = {}): void {
  tellFields(turn, name, { id, ...details })
}

export function tellFields(turn: Turn, name: EventName, fields: TypedFields): void {
  turn.happenings.push({ kind: 'typed', type: `akash.${name}`, fields })
}

/** Moves whole uact into the escrow module; nothing is told of nothing. */
export function payIn(turn: Turn, from: string, amount: bigint): void {
  if (amount > 0n)
    turn.happenings.push({ kind: 'coin', from, to: ESCROW_ACCOUNT, amount: `${amount}${DENOM}` })
}

export function payOut(turn: Turn, to: string, amount: bigint): void {
  if (amount > 0n)
    turn.happenings.push({ kind: 'coin', from: ESCROW_ACCOUNT, to, amount: `${amount}${DENOM}` })
}
