import { Failure } from '#domain/failure.ts'
import {
  type BidId,
  type DeploymentId,
  type GroupId,
  type OrderId,
  parseAddress,
  parseUint64,
} from '#domain/ids.ts'
import { type Price, priceFromDecimal } from '#domain/price.ts'
import type { CloseReason } from '#domain/record.ts'
import { closeReasonFromName } from './close-reason.ts'

const UINT32_MAX = 2 ** 32 - 1
/** The denoms that cosmos-sdk allows (types/coin.go); it keeps NUL and unreadable texts out. */
const DENOM = /^[a-zA-Z][a-zA-Z0-9/:._-]{2,127}$/

export const malformed = (message: string, cause?: unknown) =>
  new Failure('UNDECODABLE', message, {}, { cause })

interface WireAttribute {
  readonly key: string
  readonly value: string
}

/**
 * The attributes of one event. A key may stand twice with the same value (authz does that); two different
 * values of a key that we need make the event undecodable. Every method throws UNDECODABLE.
 */
export class Attributes {
  readonly #list: readonly WireAttribute[]

  /** `raw`: the node's list; base64 where `encoded`. */
  constructor(raw: unknown, encoded: boolean) {
    if (!Array.isArray(raw)) throw malformed('the attributes are not a list')
    this.#list = raw.map((item: unknown) => attributeOf(item, encoded))
  }

  has(key: string): boolean {
    return this.#list.some((attribute) => attribute.key === key)
  }

  text(key: string): string {
    const [first, ...others] = this.#list.filter((attribute) => attribute.key === key)
    if (first === undefined) throw malformed(`the attribute "${key}" is missing`)
    if (others.some((other) => other.value !== first.value))
      throw malformed(`the attribute "${key}" has two values`)
    return first.value
  }

  /** The value of a typed event's attribute, which is the JSON of a protobuf field. */
  json(key: string): unknown {
    const text = this.text(key)
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw malformed(`the attribute "${key}" is not JSON: ${text.slice(0, 60)}`, cause)
    }
  }

  jsonText(key: string): string {
    const value = this.json(key)
    if (typeof value !== 'string') throw malformed(`the attribute "${key}" is not a text`)
    return value
  }
}

function attributeOf(item: unknown, encoded: boolean): WireAttribute {
  if (typeof item !== 'object' || item === null) throw malformed('an attribute is not an object')
  const { key, value }: { key?: unknown; value?: unknown } = item
  if (typeof key !== 'string') throw malformed('the key of an attribute is not a text')
  // CometBFT 0.34 writes an empty value as null.
  if (value !== null && value !== undefined && typeof value !== 'string')
    throw malformed(`the value of "${key.slice(0, 60)}" is not a text`)
  const text = value ?? ''
  return encoded ? { key: decoded(key), value: decoded(text) } : { key, value: text }
}

const decoded = (text: string) => Buffer.from(text, 'base64').toString()

interface RawId {
  readonly owner?: unknown
  readonly dseq?: unknown
  readonly gseq?: unknown
  readonly oseq?: unknown
  readonly provider?: unknown
  readonly bseq?: unknown
}

export const deploymentId = (a: Attributes): DeploymentId => deploymentPart(rawId(a))
export const groupId = (a: Attributes): GroupId => groupPart(rawId(a))
export const orderId = (a: Attributes): OrderId => orderPart(rawId(a))

export function bidId(a: Attributes): BidId {
  const raw = rawId(a)
  // bseq came with v1.0.0; what is older is bid 0.
  const bseq = raw.bseq === undefined ? 0 : uint32(raw.bseq, 'bseq')
  return { ...orderPart(raw), provider: address(raw.provider, 'provider'), bseq }
}

function rawId(a: Attributes): RawId {
  const value = a.json('id')
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('the id is not an object')
  return value
}

const deploymentPart = (raw: RawId): DeploymentId => ({
  owner: address(raw.owner, 'owner'),
  dseq: dseqOf(raw.dseq),
})
const groupPart = (raw: RawId): GroupId => ({ ...deploymentPart(raw), gseq: uint32(raw.gseq, 'gseq') })
const orderPart = (raw: RawId): OrderId => ({ ...groupPart(raw), oseq: uint32(raw.oseq, 'oseq') })

export function address(value: unknown, name: string): string {
  if (typeof value !== 'string') throw malformed(`the ${name} is not a text`)
  return parseAddress(value)
}

function dseqOf(value: unknown): bigint {
  if (typeof value !== 'string') throw malformed('the dseq is not a text')
  return parseUint64(value)
}

function uint32(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > UINT32_MAX)
    throw malformed(`the ${name} is not a whole number from 0 to 2^32−1`)
  return value
}

export function price(a: Attributes): Price {
  const value = a.json('price')
  if (typeof value !== 'object' || value === null) throw malformed('the price is not an object')
  const { denom, amount }: { denom?: unknown; amount?: unknown } = value
  if (typeof amount !== 'string') throw malformed('the amount of the price is not a text')
  return priceFromDecimal(denomOf(denom), amount)
}

export function denomOf(denom: unknown): string {
  if (typeof denom !== 'string' || !DENOM.test(denom)) throw malformed('the denom is none')
  return denom
}

/** Names that we do not know, numbers and none at all are "unknown": that it closed matters more than why. */
export function reason(a: Attributes): CloseReason {
  const name = a.has('reason') ? a.json('reason') : null
  return typeof name === 'string' ? closeReasonFromName(name) : 'unknown'
}

/** A sha256 in base64, as lower-case hex. */
export function hash(a: Attributes): string {
  const text = a.jsonText('hash')
  if (!/^[A-Za-z0-9+/]{0,200}={0,2}$/.test(text)) throw malformed('the hash is not base64')
  return Buffer.from(text, 'base64').toString('hex')
}
