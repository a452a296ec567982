import { fromBech32 } from '@cosmjs/encoding'

/**
 * The node's store keys, one character per byte, so that `<` on strings is the order of the node's lists:
 * owner NUL dseq(8, big endian) gseq(4) oseq(4) provider NUL bseq(4)
 * (cosmossdk.io/collections, as seen in recorded resume keys).
 */
export interface KeyParts {
  readonly owner: string
  readonly dseq: bigint
  readonly gseq?: number
  readonly oseq?: number
  readonly provider?: string
  readonly bseq?: number
}

/** The key of a deployment, an order or a bid (and so of a lease), by which parts are given. */
export function storeKey(id: KeyParts): string {
  let key = `${id.owner}\0${uint64(id.dseq)}`
  if (id.gseq !== undefined) key += uint32(id.gseq)
  if (id.oseq !== undefined) key += uint32(id.oseq)
  if (id.provider !== undefined) key += `${id.provider}\0${uint32(id.bseq ?? 0)}`
  return key
}

/** The longest bech32 text (BIP 173). */
const BECH32_MAX = 90

/** The key of a provider: 0x01, the address's length, the address. Throws when the address is malformed. */
export function providerStoreKey(address: string): string {
  const { data } = fromBech32(address, BECH32_MAX)
  return `\x01${String.fromCharCode(data.length)}${Buffer.from(data).toString('latin1')}`
}

/** What a list may be narrowed to; empty text and zero mean "any". */
export interface KeyFilter {
  readonly owner: string
  readonly dseq: bigint
  readonly gseq: number
  readonly oseq: number
  readonly provider: string
}

/** Makes the test of one filter, which reads the key alone. */
export function keyFilter(filter: KeyFilter): (key: string) => boolean {
  const tests: ((rest: string, key: string) => boolean)[] = []
  const dseq = uint64(filter.dseq)
  const gseq = uint32(filter.gseq)
  const oseq = uint32(filter.oseq)
  if (filter.owner !== '') tests.push((_, key) => key.startsWith(`${filter.owner}\0`))
  if (filter.dseq !== 0n) tests.push((rest) => rest.startsWith(dseq))
  if (filter.gseq !== 0) tests.push((rest) => rest.slice(8, 12) === gseq)
  if (filter.oseq !== 0) tests.push((rest) => rest.slice(12, 16) === oseq)
  if (filter.provider !== '') tests.push((rest) => rest.slice(16).startsWith(`${filter.provider}\0`))
  return (key) => {
    if (tests.length === 0) return true
    const rest = key.slice(key.indexOf('\0') + 1)
    return tests.every((test) => test(rest, key))
  }
}

/** Where a scan for a filter may begin. */
export const firstKey = (filter: KeyFilter) => (filter.owner === '' ? '' : `${filter.owner}\0`)
/** True for keys behind everything that a filter by owner can match. */
export const isBehind = (filter: KeyFilter, key: string) => filter.owner !== '' && key > `${filter.owner}\x01`

function uint64(value: bigint): string {
  return uint32(Number(value >> 32n)) + uint32(Number(value & 0xffffffffn))
}

function uint32(value: number): string {
  return String.fromCharCode((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
}
