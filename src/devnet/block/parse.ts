import { at, textAt } from '../recorded/recording.ts'
import { isRecord } from '../rpc/frame.ts'
import type { BlockId, Commit, Header, Time } from './header.ts'

/** A recorded block, read back from the node's JSON. */
export interface ParsedBlock {
  readonly blockIdText: string
  readonly headerText: string
  readonly lastCommitText: string
  readonly hash: string
  readonly header: Header
  readonly txs: readonly Uint8Array[]
  readonly lastCommit: Commit
}

export function parseBlock(result: string): ParsedBlock {
  const value: unknown = JSON.parse(result)
  const headerValue = at(value, 'block', 'header')
  const commitValue = at(value, 'block', 'last_commit')
  return {
    blockIdText: JSON.stringify(at(value, 'block_id')),
    headerText: JSON.stringify(headerValue),
    lastCommitText: JSON.stringify(commitValue),
    hash: textAt(value, 'block_id', 'hash'),
    header: parseHeader(headerValue),
    txs: list(at(value, 'block', 'data', 'txs')).map((tx) => Buffer.from(String(tx), 'base64')),
    lastCommit: parseCommit(commitValue),
  }
}

function parseHeader(value: unknown): Header {
  const bytes = (name: string) => Buffer.from(textAt(value, name), 'hex')
  return {
    chainId: textAt(value, 'chain_id'),
    height: Number(textAt(value, 'height')),
    time: parseTime(textAt(value, 'time')),
    lastBlockId: parseBlockId(at(value, 'last_block_id')),
    lastCommitHash: bytes('last_commit_hash'),
    dataHash: bytes('data_hash'),
    validatorsHash: bytes('validators_hash'),
    nextValidatorsHash: bytes('next_validators_hash'),
    consensusHash: bytes('consensus_hash'),
    appHash: bytes('app_hash'),
    lastResultsHash: bytes('last_results_hash'),
    evidenceHash: bytes('evidence_hash'),
    proposerAddress: bytes('proposer_address'),
  }
}

function parseCommit(value: unknown): Commit {
  return {
    height: Number(textAt(value, 'height')),
    blockId: parseBlockId(at(value, 'block_id')),
    signatures: list(at(value, 'signatures')).map((signature) => ({
      validatorAddress: Buffer.from(textAt(signature, 'validator_address'), 'hex'),
      time: parseTime(textAt(signature, 'timestamp')),
      signature: Buffer.from(textAt(signature, 'signature'), 'base64'),
    })),
  }
}

function parseBlockId(value: unknown): BlockId {
  return {
    hash: Buffer.from(textAt(value, 'hash'), 'hex'),
    parts: {
      total: Number(at(value, 'parts', 'total')),
      hash: Buffer.from(textAt(value, 'parts', 'hash'), 'hex'),
    },
  }
}

/** Reads RFC 3339 with up to nine digits of a second, in UTC. */
function parseTime(text: string): Time {
  const [, whole = text, fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) ?? []
  return { seconds: Date.parse(`${whole}Z`) / 1000, nanos: Number(fraction.padEnd(9, '0')) }
}

/** An attribute's or event's list; absent and null are empty, as the node writes them. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Every event of the transactions in a recorded `block_results`, as type and attributes. */
export function txEvents(
  result: string,
): { readonly type: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const txs = list(at(JSON.parse(result), 'txs_results'))
  return txs
    .flatMap((tx) => list(at(tx, 'events')))
    .filter(isRecord)
    .map((event) => ({
      type: String(event.type),
      attributes: Object.fromEntries(
        list(event.attributes).map((a) => [textAt(a, 'key'), textAt(a, 'value')]),
      ),
    }))
}
