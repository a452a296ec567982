import { fromBech32, toBech32 } from '@cosmjs/encoding'
import { Failure } from './failure.ts'

/** bech32 prefix of every account of the Akash Network. */
const PREFIX = 'akash'
/** BIP-173's limit; without it @cosmjs/encoding 0.39 passes Infinity, which @scure/base 2.4 refuses. */
const BECH32_MAX = 90
const UINT64_MAX = 2n ** 64n - 1n
const UINT32_MAX = 2 ** 32 - 1

/** dseq: 0 to 2^64−1, chosen by the tenant; never reused by the same owner. */
export interface DeploymentId {
  readonly owner: string
  readonly dseq: bigint
}
/** gseq, oseq, bseq: 0 to 2^32−1. */
export interface GroupId extends DeploymentId {
  readonly gseq: number
}
export interface OrderId extends GroupId {
  readonly oseq: number
}
/** A bid and the lease it wins carry the same id. */
export interface BidId extends OrderId {
  readonly provider: string
  readonly bseq: number
}
export type LeaseId = BidId

/** Keys are how the chain itself writes ids: parts joined by "/". Unique for ever within their kind. */
export const deploymentKey = (id: DeploymentId) => `${id.owner}/${id.dseq}`
export const groupKey = (id: GroupId) => `${deploymentKey(id)}/${id.gseq}`
export const orderKey = (id: OrderId) => `${groupKey(id)}/${id.oseq}`
export const bidKey = (id: BidId) => `${orderKey(id)}/${id.provider}/${id.bseq}`
export const leaseKey = (id: LeaseId) => bidKey(id)

export const parseDeploymentKey = (key: string): DeploymentId => parts(key, 2)
export const parseGroupKey = (key: string): GroupId => parts(key, 3)
export const parseOrderKey = (key: string): OrderId => parts(key, 4)
export const parseBidKey = (key: string): BidId => parts(key, 6)

/** Reads a key back. Throws BAD_USER_INPUT when it is not one. */
function parts(key: string, count: number): BidId {
  const [owner, dseq, gseq, oseq, provider, bseq, ...rest] = key.split('/')
  const found = key.split('/').length
  if (found !== count || rest.length > 0)
    throw new Failure('BAD_USER_INPUT', `"${key}" is not an id: it has ${found} parts, not ${count}`, { key })
  return {
    owner: parseAddress(owner ?? ''),
    dseq: parseUint64(dseq ?? ''),
    gseq: count > 2 ? parseUint32(gseq ?? '') : 0,
    oseq: count > 3 ? parseUint32(oseq ?? '') : 0,
    provider: count > 4 ? parseAddress(provider ?? '') : '',
    bseq: count > 4 ? parseUint32(bseq ?? '') : 0,
  }
}

/**
 * Checks an account address: bech32, prefix "akash", 20 or 32 bytes, checksum, lower case.
 * Throws BAD_USER_INPUT that says which rule it breaks.
 */
export function parseAddress(text: string): string {
  const refuse = (rule: string, cause?: unknown) =>
    new Failure(
      'BAD_USER_INPUT',
      `"${text.slice(0, 100)}" is not an Akash address: ${rule}`,
      { value: text.slice(0, 100) },
      { cause },
    )
  const { prefix, data } = decodeBech32(text, refuse)
  if (prefix !== PREFIX) throw refuse(`the prefix is "${prefix}", not "${PREFIX}"`)
  if (data.length !== 20 && data.length !== 32) throw refuse(`it holds ${data.length} bytes, not 20 or 32`)
  if (toBech32(PREFIX, data) !== text) throw refuse('it is not in lower case')
  return text
}

function decodeBech32(text: string, refuse: (rule: string, cause?: unknown) => Failure) {
  try {
    return fromBech32(text, BECH32_MAX)
  } catch (cause) {
    throw refuse('the bech32 checksum or form is wrong', cause)
  }
}

/** Reads a decimal uint64. Throws BAD_USER_INPUT for signs, blanks, leading zeros and values over 2^64−1. */
export function parseUint64(text: string): bigint {
  const value = /^(0|[1-9]\d{0,19})$/.test(text) ? BigInt(text) : -1n
  if (value < 0n || value > UINT64_MAX)
    throw new Failure('BAD_USER_INPUT', `"${text.slice(0, 40)}" is not a whole number from 0 to 2^64−1`, {
      value: text.slice(0, 40),
    })
  return value
}

/** Reads a decimal uint32. Throws BAD_USER_INPUT like parseUint64. */
export function parseUint32(text: string): number {
  const value = /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : -1
  if (value < 0 || value > UINT32_MAX)
    throw new Failure('BAD_USER_INPUT', `"${text.slice(0, 40)}" is not a whole number from 0 to 2^32−1`, {
      value: text.slice(0, 40),
    })
  return value
}
