import { hash } from 'node:crypto'

const LEAF = Uint8Array.of(0)
const INNER = Uint8Array.of(1)
/** Parts of what is hashed are put together here: a chain is hashed by the million, mostly in a hundred bytes. */
const scratch = new Uint8Array(4096)

/** The root that CometBFT puts over a list of byte strings (RFC 6962); sha256 of nothing for an empty list. */
export function merkleRoot(leaves: readonly Uint8Array[]): Buffer {
  return rootOfHashes(leaves.map((leaf) => leafHash(leaf)))
}

/** The hash of one leaf, given in parts. */
export const leafHash = (...parts: readonly Uint8Array[]): Buffer => sha256(LEAF, ...parts)

/** The root over leaves that are hashed already. */
export function rootOfHashes(hashes: readonly Uint8Array[]): Buffer {
  if (hashes.length === 0) return sha256()
  return root(hashes, 0, hashes.length)
}

function root(hashes: readonly Uint8Array[], from: number, to: number): Buffer {
  const only = hashes[from]
  if (to - from === 1 && only !== undefined) return Buffer.from(only.buffer, only.byteOffset, only.byteLength)
  const middle = from + splitPoint(to - from)
  return sha256(INNER, root(hashes, from, middle), root(hashes, middle, to))
}

/** The largest power of two below `length`. */
const splitPoint = (length: number) => 2 ** (31 - Math.clz32(length - 1))

export function sha256(...parts: readonly Uint8Array[]): Buffer {
  let length = 0
  for (const part of parts) length += part.length
  if (length > scratch.length) return hash('sha256', Buffer.concat(parts), 'buffer')
  let at = 0
  for (const part of parts) {
    scratch.set(part, at)
    at += part.length
  }
  return hash('sha256', scratch.subarray(0, length), 'buffer')
}
