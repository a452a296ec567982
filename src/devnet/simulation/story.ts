import type { BidID, LeaseClosedReason } from '#chain/wire/generated/akash_market.generated.ts'
import { LeaseClosedReason as reasons } from '#chain/wire/generated/akash_market.generated.ts'
import type { Duration } from '#chain/wire/generated/cosmos_base.generated.ts'
import { sha256 } from '../block/merkle.ts'
import { whole } from '../market/escrow.ts'
import { type Message, typeUrlOf } from '../market/message.ts'
import type { Cast } from './cast.ts'
import type { Random } from './random.ts'
import { type GroupPlan, groupSpecs, templates } from './spec.ts'

/** One transaction of a story, `after` blocks (≥ 1) after the one before it. */
export interface Step {
  readonly after: number
  readonly messages: readonly Message[]
}

/** What one tenant or provider does over time. */
export type Story = Iterator<Step, void, void>

/** What a story may know. */
export interface Plot {
  readonly random: Random
  readonly cast: Cast
  /** Its number; the deployments of a story take their dseq from it, so no two collide. */
  readonly number: number
  /** Whether dseqs go down from 2^64−1 instead of being like heights. */
  readonly hugeNumbers: boolean
  readonly blockSeconds: number
}

export interface Tenancy {
  readonly plot: Plot
  readonly owner: string
  readonly dseq: bigint
  readonly plans: readonly GroupPlan[]
  readonly minWindow: Duration | undefined
}

const BID_DEPOSIT = 500_000n
export const LOW_DEPOSIT = 500_000n
export const DEPOSIT = 5_000_000n
/** Uses a low deposit up within five blocks. */
export const DEAR = 100_000n

export const step = (after: number, ...messages: readonly Message[]): Step => ({ after, messages })

const UINT64_MAX = 2n ** 64n - 1n

/** Begins a tenancy; the dseq is like a height, as tenants choose it. */
export function tenancy(
  plot: Plot,
  plans: readonly GroupPlan[] = plot.random.pick(templates),
  window = 0,
): Tenancy {
  const { random, cast, number } = plot
  const minWindow = window > 0 ? { seconds: BigInt(window), nanos: 0 } : undefined
  return {
    plot,
    owner: random.pick(cast.tenants),
    dseq: plot.hugeNumbers ? UINT64_MAX - BigInt(number) : BigInt(10_000_000 + number),
    plans,
    minWindow,
  }
}

export function create(tenant: Tenancy, deposit = DEPOSIT): Message {
  const { owner, dseq, plans, minWindow } = tenant
  return {
    kind: 'create-deployment',
    id: { owner, dseq },
    groups: groupSpecs(plans),
    hash: manifestHash(tenant, 0),
    deposit,
    minWindow,
  }
}

export const manifestHash = ({ owner, dseq }: Tenancy, version: number): Uint8Array =>
  new Uint8Array(sha256(Buffer.from(`${owner}/${dseq}/${version}`)))

export const deploymentId = ({ owner, dseq }: Tenancy) => ({ owner, dseq })
export const groupId = ({ owner, dseq }: Tenancy, gseq: number) => ({ owner, dseq, gseq })

export function bidId(tenant: Tenancy, order: { gseq: number; oseq: number }, provider: string): BidID {
  return { ...deploymentId(tenant), ...order, provider, bseq: 0 }
}

/** A bid at a price per block in millionths of a uact (so that prices have fractions, as real ones do). */
export function bid(tenant: Tenancy, id: BidID, microPrice: bigint): Message {
  const reclamationWindow = tenant.minWindow && { seconds: tenant.minWindow.seconds + 3n, nanos: 0 }
  return {
    kind: 'create-bid',
    id,
    price: { denom: 'uact', amount: (whole(microPrice) / 1_000_000n).toString() },
    deposit: BID_DEPOSIT,
    reclamationWindow,
  }
}

/** Providers that could serve a group: those that lease IPs where it wants any. */
export function bidders(tenant: Tenancy, gseq: number, count: number): readonly string[] {
  const { random, cast } = tenant.plot
  const wantsIp = tenant.plans[gseq - 1]?.services.flat().some(({ ip }) => ip !== undefined) ?? false
  return random.sample(wantsIp ? cast.ipProviders : cast.providers, count).map(({ owner }) => owner)
}

export const cheap = (random: Random) => BigInt(random.between(5_000_000, 150_000_000))

/** Bids of several providers on one order, each its own transaction; answers the winner's id. */
export function* bidding(
  tenant: Tenancy,
  order: { gseq: number; oseq: number },
  microPrice?: bigint,
): Generator<Step, BidID, void> {
  const { random } = tenant.plot
  const providers = bidders(tenant, order.gseq, random.pick([1, 1, 2, 2, 3, 4]))
  for (const [at, provider] of providers.entries())
    yield step(at === 0 ? 1 : 0, bid(tenant, bidId(tenant, order, provider), microPrice ?? cheap(random)))
  return bidId(tenant, order, providers[random.between(0, providers.length - 1)] ?? '')
}

export const createLease = (id: BidID): Message => ({ kind: 'create-lease', id })
export const closeLease = (id: BidID): Message => ({ kind: 'close-lease', id })
export const closeBid = (id: BidID, reason: LeaseClosedReason): Message => ({ kind: 'close-bid', id, reason })
export const withdraw = (id: BidID): Message => ({ kind: 'withdraw-lease', id })
export const closeDeployment = (tenant: Tenancy): Message => ({
  kind: 'close-deployment',
  id: deploymentId(tenant),
})

export const providerReasons = [
  reasons.lease_closed_reason_unstable,
  reasons.lease_closed_reason_decommission,
  reasons.lease_closed_reason_unspecified,
  reasons.lease_closed_reason_manifest_timeout,
] as const

/** How long a lease lives, in blocks: most are short here, so that one sees them come and go. */
export const lifetime = (random: Random) =>
  random.chance(0.7) ? random.between(8, 60) : random.between(60, 600)

/** Messages done for `granter`s by somebody else, nested `depth` times. */
export function wrapped(plot: Plot, messages: readonly Message[], depth: number): Message {
  const inner = depth > 1 ? [wrapped(plot, messages, depth - 1)] : messages
  return { kind: 'exec', grantee: plot.random.pick(plot.cast.tenants), messages: inner }
}

export const failing = (
  signer: string,
  like: Message,
  failure: Extract<Message, { kind: 'fail' }>['failure'],
): Message => ({
  kind: 'fail',
  signer,
  typeUrl: typeUrlOf(like),
  failure,
})
