import { createHash } from 'node:crypto'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
const LEAF = Buffer.of(0)
const INNER = Buffer.of(1)

/** The Merkle root of RFC 6962 (crypto/merkle of CometBFT): the hash of nothing for an empty list. */
export function merkleRoot(leaves: readonly Uint8Array[]): Buffer {
  const [first] = leaves
  if (first === undefined) return sha256(Buffer.alloc(0))
  if (leaves.length === 1) return sha256(Buffer.concat([LEAF, first]))
  const split = largestPowerOfTwoBelow(leaves.length)
  return sha256(Buffer.concat([INNER, merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split))]))
}

/** The largest power of two that is smaller than `count` (at least 2). */
function largestPowerOfTwoBelow(count: number): number {
  return 2 ** (31 - Math.clz32(count - 1))
}

/** What a header's data_hash must be for these transactions (base64), in upper-case hex. */
export function dataHash(txs: readonly string[]): string {
  return merkleRoot(txs.map((tx) => sha256(Buffer.from(tx, 'base64'))))
    .toString('hex')
    .toUpperCase()
}
