import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { sha256 } from '../block/merkle.ts'
import { attribute, coinEvents, emittedText, event } from '../market/emitted.ts'
import { type Message, signerOf, typeUrlOf } from '../market/message.ts'
import type { RunTx } from '../market/transaction.ts'

/** A transaction in a block. */
export interface SimTx {
  readonly run: RunTx
  /** TxRaw: real envelope and message types, with the signer's address for a content. */
  readonly bytes: Uint8Array
  /** The signers' account sequences, in the order of the signers. */
  readonly sequences: readonly number[]
  readonly gasUsed: number
}

/** Where fees go, the same account on every cosmos chain. */
const FEE_COLLECTOR = 'akash17xpfvakm2amg962yls6f84z3kell8c5lazw8j8'
const GAS_PER_MESSAGE = 700_000

export function simTx(run: RunTx, sequence: (signer: string) => number): SimTx {
  const sequences = run.signers.map(sequence)
  const gasUsed = 60_000 + run.emitted.length * 9_000
  return { run, bytes: encodeTx(run, sequences), sequences, gasUsed }
}

function encodeTx(run: RunTx, sequences: readonly number[]): Uint8Array {
  const body = new BinaryWriter()
  for (const message of run.messages) body.uint32(10).bytes(any(typeUrlOf(message), content(message)))
  const auth = new BinaryWriter()
  for (const sequence of sequences)
    auth.uint32(10).bytes(new BinaryWriter().uint32(24).uint64(sequence).finish())
  const raw = new BinaryWriter().uint32(10).bytes(body.finish()).uint32(18).bytes(auth.finish())
  for (const [at, signer] of run.signers.entries())
    raw.uint32(26).bytes(signature(signer, sequences[at] ?? 0))
  return raw.finish()
}

const any = (typeUrl: string, value: Uint8Array) =>
  new BinaryWriter().uint32(10).string(typeUrl).uint32(18).bytes(value).finish()

function content(message: Message): Uint8Array {
  const writer = new BinaryWriter().uint32(10).string(signerOf(message))
  if (message.kind === 'exec')
    for (const inner of message.messages) writer.uint32(18).bytes(any(typeUrlOf(inner), content(inner)))
  return writer.finish()
}

function signature(signer: string, sequence: number): Buffer {
  const half = sha256(Buffer.from(`${signer}/${sequence}`))
  return Buffer.concat([half, sha256(half)])
}

/** The transaction's entry in `txs_results`. */
export function resultText({ run, sequences, gasUsed }: SimTx): string {
  const { failure } = run
  const events = [...feeEvents(run, sequences), ...run.emitted.map(emittedText)].join(',')
  const data = failure === null ? `"${responseData(run.messages).toString('base64')}"` : 'null'
  const gasWanted = GAS_PER_MESSAGE * run.messages.length
  return `{"code":${failure?.code ?? 0},"data":${data},"log":${JSON.stringify(failure?.log ?? '')},"info":"","gas_wanted":"${gasWanted}","gas_used":"${gasUsed}","events":[${events}],"codespace":"${failure?.codespace ?? ''}"}`
}

/** What every transaction tells of its fee and signatures, failed or not. */
function feeEvents({ signers, messages }: RunTx, sequences: readonly number[]): string[] {
  const [payer = ''] = signers
  const fee = `${17_501 * messages.length}uakt`
  return [
    coinEvents({ from: payer, to: FEE_COLLECTOR, amount: fee }, ''),
    event('tx', [attribute('fee', fee), attribute('fee_payer', payer)]),
    ...signers.map((signer, at) => event('tx', [attribute('acc_seq', `${signer}/${sequences[at] ?? 0}`)])),
    ...signers.map((signer, at) =>
      event('tx', [attribute('signature', signature(signer, sequences[at] ?? 0).toString('base64'))]),
    ),
  ]
}

/** TxMsgData: the empty responses of the messages. */
function responseData(messages: readonly Message[]): Buffer {
  const writer = new BinaryWriter()
  for (const message of messages)
    writer.uint32(18).bytes(
      new BinaryWriter()
        .uint32(10)
        .string(`${typeUrlOf(message)}Response`)
        .finish(),
    )
  return Buffer.from(writer.finish())
}
