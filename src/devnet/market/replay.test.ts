import { fileURLToPath } from 'node:url'
import { BinaryReader } from '@bufbuild/protobuf/wire'
import { describe, expect, it } from 'vitest'
import { Attribute } from '#chain/wire/generated/akash_base.generated.ts'
import {
  DeploymentID,
  DeploymentReclamation,
  GroupID,
  GroupSpec,
  QueryDeploymentResponse,
} from '#chain/wire/generated/akash_deployment.generated.ts'
import {
  BidID,
  type LeaseClosedReason,
  Order,
  QueryBidResponse,
  QueryLeaseResponse,
} from '#chain/wire/generated/akash_market.generated.ts'
import { Provider } from '#chain/wire/generated/akash_provider.generated.ts'
import { Coin, DecCoin, Duration } from '#chain/wire/generated/cosmos_base.generated.ts'
import { list, parseBlock } from '../block/parse.ts'
import { at, readRecording, textAt } from '../recorded/recording.ts'
import { RecordedState } from '../recorded/state.ts'
import { bytesFields, messagesOf } from '../recorded/transactions.ts'
import type { ListKind } from '../state/view.ts'
import { emittedText } from './emitted.ts'
import { Ledger } from './ledger.ts'
import type { Message } from './message.ts'
import { runTx } from './transaction.ts'

/** The market is fed what a real chain was fed; it must do and keep the same. */
const directory = fileURLToPath(new URL('../../../test/recordings/scenario-a', import.meta.url))
const recording = readRecording(directory)

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString()
const depositOf = (bytes: Uint8Array | undefined) =>
  BigInt(Coin.decode(bytesFields(bytes ?? new Uint8Array(), 1)[0] ?? new Uint8Array()).amount)

function number(message: Uint8Array, field: number): number {
  const reader = new BinaryReader(message)
  while (reader.pos < reader.len) {
    const [found, wire] = reader.tag()
    if (found === field && wire === 0) return reader.int32()
    reader.skip(wire)
  }
  return 0
}

function toMessage(typeUrl: string, value: Uint8Array): Message {
  const field = (n: number) => bytesFields(value, n)[0] ?? new Uint8Array()
  const kind = typeUrl.split('.').at(-1)
  switch (kind) {
    case 'MsgCreateDeployment': {
      const reclamation = bytesFields(value, 5)[0]
      return {
        kind: 'create-deployment',
        id: DeploymentID.decode(field(1)),
        groups: bytesFields(value, 2).map((bytes) => GroupSpec.decode(bytes)),
        hash: field(3),
        deposit: depositOf(field(4)),
        minWindow: reclamation && DeploymentReclamation.decode(reclamation).minWindow,
      }
    }
    case 'MsgUpdateDeployment':
      return { kind: 'update-deployment', id: DeploymentID.decode(field(1)), hash: field(3) }
    case 'MsgCloseDeployment':
      return { kind: 'close-deployment', id: DeploymentID.decode(field(1)) }
    case 'MsgCloseGroup':
    case 'MsgPauseGroup':
    case 'MsgStartGroup':
      return {
        kind:
          kind === 'MsgCloseGroup' ? 'close-group' : kind === 'MsgPauseGroup' ? 'pause-group' : 'start-group',
        id: GroupID.decode(field(1)),
      }
    case 'MsgCreateBid': {
      const window = bytesFields(value, 5)[0]
      return {
        kind: 'create-bid',
        id: BidID.decode(field(1)),
        price: DecCoin.decode(field(2)),
        deposit: depositOf(field(3)),
        reclamationWindow: window && Duration.decode(window),
      }
    }
    case 'MsgCloseBid':
    case 'MsgLeaseStartReclaim':
      return {
        kind: kind === 'MsgCloseBid' ? 'close-bid' : 'start-reclaim',
        id: BidID.decode(field(1)),
        reason: number(value, 2) as LeaseClosedReason,
      }
    case 'MsgCreateLease':
      return { kind: 'create-lease', id: BidID.decode(field(1)) }
    case 'MsgCloseLease':
      return { kind: 'close-lease', id: BidID.decode(field(1)) }
    case 'MsgWithdrawLease':
      return { kind: 'withdraw-lease', id: BidID.decode(field(1)) }
    case 'MsgAccountDeposit': {
      const [owner = '', dseq = '0'] = text(bytesFields(field(2), 2)[0]).split('/')
      return {
        kind: 'deposit',
        signer: text(field(1)),
        id: { owner, dseq: BigInt(dseq) },
        amount: depositOf(field(3)),
      }
    }
    case 'MsgCreateProvider':
    case 'MsgUpdateProvider':
      return {
        kind: kind === 'MsgCreateProvider' ? 'create-provider' : 'update-provider',
        provider: Provider.decode(value),
      }
    case 'MsgSignProviderAttributes':
      return {
        kind: 'sign-attributes',
        owner: text(field(1)),
        auditor: text(field(2)),
        attributes: bytesFields(value, 3).map((bytes) => Attribute.decode(bytes)),
      }
    case 'MsgDeleteProviderAttributes':
      return {
        kind: 'delete-attributes',
        owner: text(field(1)),
        auditor: text(field(2)),
        keys: bytesFields(value, 3).map(text),
      }
    case 'MsgExec':
      return {
        kind: 'exec',
        grantee: text(field(1)),
        messages: bytesFields(value, 2).map((any) =>
          toMessage(text(bytesFields(any, 1)[0]), bytesFields(any, 2)[0] ?? new Uint8Array()),
        ),
      }
    default:
      return {
        kind: 'fail',
        signer: '',
        typeUrl,
        failure: { codespace: 'test', code: 1, log: 'not replayed' },
      }
  }
}

/** Failures that hang on what the market leaves out: attribute matching, gas, grants. */
const isLeftOut = (log: string) => /attribute mismatch|out of gas|failed to get grant/.test(log)
const isReplayed = (typeUrl: string) => !/MsgCreateCertificate|MsgGrant/.test(typeUrl)

function replay(): { ledger: Ledger; wrong: string[] } {
  const ledger = new Ledger(1_000_000)
  const wrong: string[] = []
  for (const [index, blockText] of recording.blocks.entries()) {
    const block = parseBlock(blockText)
    ledger.height = index + 1
    ledger.time = block.header.time.seconds
    const results = list(at(JSON.parse(recording.blockResults[index] ?? ''), 'txs_results'))
    for (const [position, bytes] of block.txs.entries()) {
      const log = textAt(results[position], 'log')
      const sent = messagesOf({ height: ledger.height, bytes: Buffer.from(bytes) })
      if (isLeftOut(log) || !sent.every(({ typeUrl }) => isReplayed(typeUrl))) continue
      const ran = runTx(
        ledger,
        sent.map(({ typeUrl, value }) => toMessage(typeUrl, value)),
      )
      const where = `height ${ledger.height} tx ${position}`
      const code = at(results[position], 'code')
      if ((ran.failure?.code ?? 0) !== code || (ran.failure?.log ?? '') !== log)
        wrong.push(`${where}: ${JSON.stringify(ran.failure)} instead of ${code} ${log}`)
      const recorded = list(at(results[position], 'events')).filter((event) =>
        JSON.stringify(event).includes('msg_index'),
      )
      const made = list(JSON.parse(`[${ran.emitted.map(emittedText).join(',')}]`))
      if (JSON.stringify(made) !== JSON.stringify(recorded))
        wrong.push(`${where}\n  ${JSON.stringify(recorded)}\n  ${JSON.stringify(made)}`)
    }
  }
  return { ledger, wrong }
}

describe('the market, fed the recorded transactions', () => {
  const { ledger, wrong } = replay()

  it('emits what the real chain emitted, attribute by attribute', () => {
    expect(wrong.slice(0, 3)).toEqual([])
  })

  it('ends in the records of the real chain, at every height that was recorded', () => {
    const real = new RecordedState(recording)
    const encoders: Record<
      Exclude<ListKind, 'provider'>,
      (key: string, height: number) => Uint8Array | null
    > = {
      order: (key, height) => encode(ledger.orders.at(key, height), Order),
      bid: (key, height) => encode(ledger.bids.at(key, height), QueryBidResponse),
      lease: (key, height) => encode(ledger.leases.at(key, height), QueryLeaseResponse),
      deployment: (key, height) => encode(ledger.deployments.at(key, height), QueryDeploymentResponse),
    }
    const different: string[] = []
    let compared = 0
    for (const [kind, encoded] of Object.entries(encoders)) {
      for (const height of [24, 27, 33, 49, 64, 81, 114, 126, 147, 155, 166, 169, 178, 412]) {
        for (const state of [1, 2, 3, 4]) {
          for (const entry of real.at(height).scan(kind as ListKind, state, '')) {
            compared++
            const own = Buffer.from(encoded(entry.key, height) ?? []).toString('hex')
            if (own !== Buffer.from(entry.encode()).toString('hex'))
              different.push(
                `${kind} ${entry.key} at ${height}\n${Buffer.from(entry.encode()).toString('hex')}\n${own}`,
              )
          }
        }
      }
    }
    expect(compared).toBeGreaterThan(500)
    expect(different.slice(0, 2)).toEqual([])
  })
})

const encode = <T>(record: T | null, codec: { encode(message: T): { finish(): Uint8Array } }) =>
  record === null ? null : codec.encode(record).finish()
