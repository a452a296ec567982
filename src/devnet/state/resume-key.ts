import { crc32 } from 'node:zlib'

/**
 * Where a list goes on. The node packs the states still to come and the key of the next record into it:
 * crc32(4) · states · prefix · key · [trailer], each with its length before it
 * (akash-network/node util/query/pagination.go; bytes as recorded).
 */
export interface ResumePoint {
  /** The states still to list, the current one first. */
  readonly states: readonly number[]
  readonly key: string
}

/** Leases and bids carry one more byte, which says by which index the node listed. */
export function encodeResumeKey(point: ResumePoint, hasTrailer: boolean): Uint8Array {
  const key = Buffer.from(point.key, 'latin1')
  const body = Buffer.concat([
    Buffer.from([point.states.length, ...point.states, 1, point.states[0] ?? 0, key.length]),
    key,
    Buffer.from(hasTrailer ? [1, 0] : []),
  ])
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([checksum, body])
}

/** Reads a resume key back, or says in the node's words what is wrong with it. */
export function decodeResumeKey(bytes: Uint8Array): ResumePoint | { readonly problem: string } {
  if (bytes.length < 5) return { problem: 'pagination: invalid key: invalid key length' }
  const all = Buffer.from(bytes)
  const body = all.subarray(4)
  const expected = all.readUInt32BE(0)
  const found = crc32(body)
  if (expected !== found)
    return { problem: `pagination: invalid key: invalid checksum, 0x${hex(expected)} != 0x${hex(found)}` }
  const states = prefixed(body, 0)
  const prefix = states === null ? null : prefixed(body, states.end)
  const key = prefix === null ? null : prefixed(body, prefix.end)
  if (states === null || key === null) return { problem: 'pagination: invalid key: invalid state length' }
  return { states: [...states.bytes], key: key.bytes.toString('latin1') }
}

function prefixed(body: Buffer, at: number): { readonly bytes: Buffer; readonly end: number } | null {
  const length = body[at]
  if (length === undefined || at + 1 + length > body.length) return null
  return { bytes: body.subarray(at + 1, at + 1 + length), end: at + 1 + length }
}

const hex = (value: number) => value.toString(16).padStart(8, '0')
