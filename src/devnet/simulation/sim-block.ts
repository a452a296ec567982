import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { type BlockId, type Commit, EMPTY_HASH, type Header, headerHash, type Time } from '../block/header.ts'
import { merkleRoot, sha256 } from '../block/merkle.ts'
import type { Happening } from '../market/emitted.ts'
import type { RunTx } from '../market/transaction.ts'
import { type SimTx, simTx } from './sim-tx.ts'

/** A block as it is kept: small; its JSON is written when somebody asks. */
export interface SimBlock {
  readonly header: Header
  readonly id: BlockId
  readonly txs: readonly SimTx[]
  /** What happened outside of transactions, before them. */
  readonly upgrade: readonly Happening[]
  /** The app hash after this block; the next header carries it. */
  readonly appHash: Uint8Array
  readonly resultsHash: Uint8Array
}

/** What is the same in every block of a chain. */
export interface ChainFrame {
  readonly chainId: string
  readonly validator: Uint8Array
  readonly validatorsHash: Uint8Array
  readonly consensusHash: Uint8Array
}

export function makeFrame(chainId: string, seed: string): ChainFrame {
  const validator = sha256(Buffer.from(`${seed}/validator`)).subarray(0, 20)
  return {
    chainId,
    validator,
    validatorsHash: sha256(validator),
    consensusHash: sha256(Buffer.from('consensus parameters')),
  }
}

const noBlock: BlockId = { hash: new Uint8Array(), parts: { total: 0, hash: new Uint8Array() } }

/** Makes the block after `before` (null: the first one that the chain has). */
export function makeBlock(
  frame: ChainFrame,
  before: SimBlock | null,
  content: {
    readonly height: number
    readonly time: Time
    readonly runs: readonly RunTx[]
    readonly upgrade: readonly Happening[]
    readonly sequence: (signer: string) => number
  },
): SimBlock {
  const txs = content.runs.map((run) => simTx(run, content.sequence))
  const header: Header = {
    chainId: frame.chainId,
    height: content.height,
    time: content.time,
    lastBlockId: before?.id ?? noBlock,
    lastCommitHash: before === null ? EMPTY_HASH : sha256(before.id.hash),
    dataHash: txs.length === 0 ? EMPTY_HASH : merkleRoot(txs.map(({ bytes }) => sha256(bytes))),
    validatorsHash: frame.validatorsHash,
    nextValidatorsHash: frame.validatorsHash,
    consensusHash: frame.consensusHash,
    appHash: before?.appHash ?? EMPTY_HASH,
    lastResultsHash: before?.resultsHash ?? EMPTY_HASH,
    evidenceHash: EMPTY_HASH,
    proposerAddress: frame.validator,
  }
  const hash = headerHash(header)
  const resultsHash =
    txs.length === 0 ? EMPTY_HASH : merkleRoot(txs.map(({ run, gasUsed }) => resultLeaf(run, gasUsed)))
  return {
    header,
    id: { hash, parts: { total: 1, hash: sha256(hash) } },
    txs,
    upgrade: content.upgrade,
    appHash: sha256(header.appHash, hash, resultsHash),
    resultsHash,
  }
}

/** The commit that the next block carries of this one: one validator, one signature. */
export function commitOf(frame: ChainFrame, block: SimBlock | null, signedAt: Time): Commit {
  if (block === null) return { height: 0, blockId: noBlock, signatures: [] }
  const half = sha256(frame.validator, block.id.hash)
  const signature = Buffer.concat([half, sha256(half)])
  const signatures = [{ validatorAddress: frame.validator, time: signedAt, signature }]
  return { height: block.header.height, blockId: block.id, signatures }
}

/** The part of a result that the next header's last_results_hash covers: code and gas. */
function resultLeaf({ failure }: RunTx, gasUsed: number): Uint8Array {
  const writer = new BinaryWriter()
  if (failure !== null) writer.uint32(8).uint32(failure.code)
  return writer.uint32(48).int64(gasUsed).finish()
}
