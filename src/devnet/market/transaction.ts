import {
  closeDeployment,
  createDeployment,
  deposit,
  endGroup,
  updateDeployment,
} from './deployment-message.ts'
import type { Emitted, Happening } from './emitted.ts'
import type { Ledger } from './ledger.ts'
import {
  closeLease,
  closeProviderBid,
  createBid,
  createLease,
  startReclaim,
  withdrawLease,
} from './market-message.ts'
import { type Message, type MessageOf, moduleOf, signerOf, type TxFailure, typeUrlOf } from './message.ts'
import { deleteAttributes, putProvider, signAttributes } from './provider-message.ts'
import type { Turn } from './turn.ts'

/** A transaction after it ran. A failed one emitted nothing but what its fee did. */
export interface RunTx {
  readonly messages: readonly Message[]
  readonly signers: readonly string[]
  readonly emitted: readonly Emitted[]
  /** Null where it succeeded. */
  readonly failure: TxFailure | null
}

/** Runs messages as one transaction: all of them, or none. */
export function runTx(ledger: Ledger, messages: readonly Message[]): RunTx {
  const signers = [...new Set(messages.map(signerOf))]
  const emitted: Emitted[] = []
  for (const [msgIndex, message] of messages.entries()) {
    const happenings: Happening[] = [actionOf(message)]
    const inner: Emitted[] = []
    const failed = run({ ledger, happenings }, message, inner)
    if (failed !== null) {
      ledger.rollback()
      const log = `failed to execute message; message index: ${msgIndex}: ${failed.log}`
      const isAnte = failed.codespace === 'sdk'
      return { messages, signers, emitted: [], failure: isAnte ? failed : { ...failed, log } }
    }
    for (const happening of happenings) emitted.push({ happening, msgIndex, authzPath: [] })
    for (const one of inner) emitted.push({ ...one, msgIndex })
  }
  ledger.commit()
  return { messages, signers, emitted, failure: null }
}

const actionOf = (message: Message): Happening => ({
  kind: 'action',
  typeUrl: typeUrlOf(message),
  sender: signerOf(message),
  module: moduleOf(message),
})

/** Handles one message. What MsgExec's messages do goes to `inner`, with the way it took. */
function run(turn: Turn, message: Message, inner: Emitted[]): TxFailure | null {
  switch (message.kind) {
    case 'grant':
      return grant(turn, message)
    case 'exec':
      return exec(turn, message, inner)
    case 'fail':
      return message.failure
    case 'create-provider':
    case 'update-provider':
      return putProvider(turn, message)
    case 'sign-attributes':
      return signAttributes(turn, message)
    case 'delete-attributes':
      return deleteAttributes(turn, message)
    default:
      return runTrade(turn, message)
  }
}

type Trade = Exclude<
  Message,
  | { kind: 'grant' | 'exec' | 'fail' | 'sign-attributes' | 'delete-attributes' }
  | { kind: 'create-provider' | 'update-provider' }
>

function runTrade(turn: Turn, message: Trade): TxFailure | null {
  switch (message.kind) {
    case 'create-deployment':
      return createDeployment(turn, message)
    case 'update-deployment':
      return updateDeployment(turn, message)
    case 'close-deployment':
      return closeDeployment(turn, message)
    case 'close-group':
    case 'pause-group':
    case 'start-group':
      return endGroup(turn, message)
    case 'create-bid':
      return createBid(turn, message)
    case 'close-bid':
      return closeProviderBid(turn, message)
    case 'create-lease':
      return createLease(turn, message)
    case 'close-lease':
      return closeLease(turn, message)
    case 'withdraw-lease':
      return withdrawLease(turn, message)
    case 'start-reclaim':
      return startReclaim(turn, message)
    case 'deposit':
      return deposit(turn, message)
  }
}

function grant(turn: Turn, message: MessageOf<'grant'>): null {
  const { grantee, granter, typeUrl } = message
  const fields = { grantee, granter, msgTypeUrl: typeUrl }
  turn.happenings.push({ kind: 'typed', type: 'cosmos.authz.v1beta1.EventGrant', fields })
  return null
}

/** Runs messages for others. Grants are taken for given. */
function exec(turn: Turn, message: MessageOf<'exec'>, inner: Emitted[]): TxFailure | null {
  for (const [index, one] of message.messages.entries()) {
    const own: Turn = { ledger: turn.ledger, happenings: [] }
    const nested: Emitted[] = []
    const failed = run(own, one, nested)
    if (failed !== null) return failed
    for (const happening of own.happenings) inner.push({ happening, msgIndex: 0, authzPath: [index] })
    for (const deeper of nested) inner.push({ ...deeper, authzPath: [...deeper.authzPath, index] })
  }
  return null
}
