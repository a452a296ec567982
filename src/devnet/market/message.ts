import type { Attribute } from '#chain/wire/generated/akash_base.generated.ts'
import type { DeploymentID, GroupID, GroupSpec } from '#chain/wire/generated/akash_deployment.generated.ts'
import type { BidID, LeaseClosedReason } from '#chain/wire/generated/akash_market.generated.ts'
import type { Provider } from '#chain/wire/generated/akash_provider.generated.ts'
import type { DecCoin, Duration } from '#chain/wire/generated/cosmos_base.generated.ts'

/** What accounts can ask of the simulated chain. Deposits are whole uact. */
export type Message =
  | {
      readonly kind: 'create-deployment'
      readonly id: DeploymentID
      readonly groups: readonly GroupSpec[]
      readonly hash: Uint8Array
      readonly deposit: bigint
      /** The shortest notice of reclamation that bids must offer; undefined where none is asked. */
      readonly minWindow: Duration | undefined
    }
  | { readonly kind: 'update-deployment'; readonly id: DeploymentID; readonly hash: Uint8Array }
  | { readonly kind: 'close-deployment'; readonly id: DeploymentID }
  | { readonly kind: 'close-group' | 'pause-group' | 'start-group'; readonly id: GroupID }
  | {
      readonly kind: 'create-bid'
      readonly id: BidID
      readonly price: DecCoin
      readonly deposit: bigint
      readonly reclamationWindow: Duration | undefined
    }
  | { readonly kind: 'close-bid' | 'start-reclaim'; readonly id: BidID; readonly reason: LeaseClosedReason }
  | { readonly kind: 'create-lease' | 'close-lease' | 'withdraw-lease'; readonly id: BidID }
  | { readonly kind: 'deposit'; readonly signer: string; readonly id: DeploymentID; readonly amount: bigint }
  | { readonly kind: 'create-provider' | 'update-provider'; readonly provider: Provider }
  | {
      readonly kind: 'sign-attributes'
      readonly owner: string
      readonly auditor: string
      readonly attributes: readonly Attribute[]
    }
  | {
      readonly kind: 'delete-attributes'
      readonly owner: string
      readonly auditor: string
      readonly keys: readonly string[]
    }
  | { readonly kind: 'grant'; readonly granter: string; readonly grantee: string; readonly typeUrl: string }
  | { readonly kind: 'exec'; readonly grantee: string; readonly messages: readonly Message[] }
  /** A message that always fails, so that its transaction does. */
  | { readonly kind: 'fail'; readonly signer: string; readonly typeUrl: string; readonly failure: TxFailure }

/** The message that has a kind. */
export type MessageOf<K extends Message['kind']> = Message extends infer M
  ? M extends Message
    ? [K] extends [M['kind']]
      ? M
      : never
    : never
  : never

/** Why a transaction failed, as the node says it. */
export interface TxFailure {
  readonly codespace: string
  readonly code: number
  readonly log: string
}

const typeUrls: Readonly<Record<Exclude<Message['kind'], 'fail'>, string>> = {
  'create-deployment': '/akash.deployment.v1beta4.MsgCreateDeployment',
  'update-deployment': '/akash.deployment.v1beta4.MsgUpdateDeployment',
  'close-deployment': '/akash.deployment.v1beta4.MsgCloseDeployment',
  'close-group': '/akash.deployment.v1beta4.MsgCloseGroup',
  'pause-group': '/akash.deployment.v1beta4.MsgPauseGroup',
  'start-group': '/akash.deployment.v1beta4.MsgStartGroup',
  'create-bid': '/akash.market.v1beta5.MsgCreateBid',
  'close-bid': '/akash.market.v1beta5.MsgCloseBid',
  'start-reclaim': '/akash.market.v1beta5.MsgLeaseStartReclaim',
  'create-lease': '/akash.market.v1beta5.MsgCreateLease',
  'close-lease': '/akash.market.v1beta5.MsgCloseLease',
  'withdraw-lease': '/akash.market.v1beta5.MsgWithdrawLease',
  deposit: '/akash.escrow.v1.MsgAccountDeposit',
  'create-provider': '/akash.provider.v1beta4.MsgCreateProvider',
  'update-provider': '/akash.provider.v1beta4.MsgUpdateProvider',
  'sign-attributes': '/akash.audit.v1.MsgSignProviderAttributes',
  'delete-attributes': '/akash.audit.v1.MsgDeleteProviderAttributes',
  grant: '/cosmos.authz.v1beta1.MsgGrant',
  exec: '/cosmos.authz.v1beta1.MsgExec',
}

export const typeUrlOf = (message: Message) =>
  message.kind === 'fail' ? message.typeUrl : typeUrls[message.kind]

/** The module that handles a message: the second word of its type. */
export function moduleOf(message: Message): string {
  const words = typeUrlOf(message).slice(1).split('.')
  return words[1] ?? ''
}

/** Who signs a message: tenants what is theirs, providers bids and withdrawals. */
export function signerOf(message: Message): string {
  switch (message.kind) {
    case 'create-bid':
    case 'close-bid':
    case 'start-reclaim':
    case 'withdraw-lease':
      return message.id.provider
    case 'create-provider':
    case 'update-provider':
      return message.provider.owner
    case 'sign-attributes':
    case 'delete-attributes':
      return message.auditor
    case 'grant':
      return message.granter
    case 'exec':
      return message.grantee
    case 'deposit':
    case 'fail':
      return message.signer
    default:
      return message.id.owner
  }
}
