import { hash } from 'node:crypto'

const LEAF = Buffer.from([0])
const INNER = Buffer.from([1])

/** The root that CometBFT puts over a list of byte strings (RFC 6962); sha256 of nothing for an empty list. */
export function merkleRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha256()
  const first = leaves[0]
  if (leaves.length === 1 && first !== undefined) return sha256(LEAF, first)
  const split = splitPoint(leaves.length)
  return sha256(INNER, merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split)))
}

/** The largest power of two below `length`. */
const splitPoint = (length: number) => 2 ** (31 - Math.clz32(length - 1))

export function sha256(...parts: readonly Uint8Array[]): Buffer {
  const [only] = parts
  return hash('sha256', parts.length === 1 && only !== undefined ? only : Buffer.concat(parts), 'buffer')
}
