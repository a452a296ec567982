import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { leafHash, rootOfHashes } from './merkle.ts'

/** A point in time as the chain keeps it. */
export interface Time {
  readonly seconds: number
  readonly nanos: number
}

export interface BlockId {
  readonly hash: Uint8Array
  readonly parts: { readonly total: number; readonly hash: Uint8Array }
}

/** A block header of CometBFT 0.38 (block protocol 11, app protocol 0). */
export interface Header {
  readonly chainId: string
  readonly height: number
  readonly time: Time
  readonly lastBlockId: BlockId
  readonly lastCommitHash: Uint8Array
  readonly dataHash: Uint8Array
  readonly validatorsHash: Uint8Array
  readonly nextValidatorsHash: Uint8Array
  readonly consensusHash: Uint8Array
  readonly appHash: Uint8Array
  readonly lastResultsHash: Uint8Array
  readonly evidenceHash: Uint8Array
  readonly proposerAddress: Uint8Array
}

export interface CommitSignature {
  readonly validatorAddress: Uint8Array
  readonly time: Time
  readonly signature: Uint8Array
}

export interface Commit {
  readonly height: number
  readonly blockId: BlockId
  readonly signatures: readonly CommitSignature[]
}

/** sha256 of nothing: what an empty list of transactions, results or evidence hashes to. */
export const EMPTY_HASH: Uint8Array = rootOfHashes([])

const BLOCK_PROTOCOL = 11
/** BLOCK_ID_FLAG_COMMIT: the validator signed this block. */
const SIGNED = 2

/** The block hash: a Merkle root over the header's fields, each as protobuf (cometbft types/block.go Header.Hash). */
export function headerHash(header: Header): Buffer {
  return rootOfHashes([
    leafHash(version()),
    leafHash(new BinaryWriter().uint32(10).string(header.chainId).finish()),
    leafHash(new BinaryWriter().uint32(8).int64(header.height).finish()),
    leafHash(time(header.time)),
    leafHash(blockId(header.lastBlockId)),
    ...hashes(header).map((bytes) =>
      bytes.length === 0 ? leafHash() : leafHash(Uint8Array.of(10, bytes.length), bytes),
    ),
  ])
}

/** How many bytes the block has as protobuf: `block_size` of /blockchain. */
export function blockSize(header: Header, txs: readonly Uint8Array[], lastCommit: Commit): number {
  const data = new BinaryWriter()
  for (const tx of txs) data.uint32(10).bytes(tx)
  const parts = [encodeHeader(header), data.finish(), new Uint8Array(), encodeCommit(lastCommit)]
  const block = new BinaryWriter()
  for (const [at, part] of parts.entries()) block.uint32(((at + 1) << 3) | 2).bytes(part)
  return block.finish().length
}

function hashes(header: Header): readonly Uint8Array[] {
  return [
    header.lastCommitHash,
    header.dataHash,
    header.validatorsHash,
    header.nextValidatorsHash,
    header.consensusHash,
    header.appHash,
    header.lastResultsHash,
    header.evidenceHash,
    header.proposerAddress,
  ]
}

const version = () => new BinaryWriter().uint32(8).uint64(BLOCK_PROTOCOL).finish()

function time({ seconds, nanos }: Time): Uint8Array {
  const writer = new BinaryWriter()
  if (seconds !== 0) writer.uint32(8).int64(seconds)
  if (nanos !== 0) writer.uint32(16).int32(nanos)
  return writer.finish()
}

function blockId(id: BlockId): Uint8Array {
  const writer = new BinaryWriter()
  if (id.hash.length > 0) writer.uint32(10).bytes(id.hash)
  const parts = new BinaryWriter()
  if (id.parts.total > 0) parts.uint32(8).uint32(id.parts.total)
  if (id.parts.hash.length > 0) parts.uint32(18).bytes(id.parts.hash)
  return writer.uint32(18).bytes(parts.finish()).finish()
}

function encodeHeader(header: Header): Uint8Array {
  const writer = new BinaryWriter().uint32(10).bytes(version()).uint32(18).string(header.chainId)
  writer.uint32(24).int64(header.height)
  writer.uint32(34).bytes(time(header.time)).uint32(42).bytes(blockId(header.lastBlockId))
  for (const [at, hash] of hashes(header).entries()) {
    if (hash.length > 0) writer.uint32(((at + 6) << 3) | 2).bytes(hash)
  }
  return writer.finish()
}

function encodeCommit(commit: Commit): Uint8Array {
  const writer = new BinaryWriter()
  if (commit.height > 0) writer.uint32(8).int64(commit.height)
  writer.uint32(26).bytes(blockId(commit.blockId))
  for (const { validatorAddress, time: signedAt, signature } of commit.signatures) {
    const one = new BinaryWriter().uint32(8).uint32(SIGNED).uint32(18).bytes(validatorAddress)
    one.uint32(26).bytes(time(signedAt)).uint32(34).bytes(signature)
    writer.uint32(34).bytes(one.finish())
  }
  return writer.finish()
}
