import { Deployment_State } from '#chain/wire/generated/akash_deployment.generated.ts'
import {
  Bid_State,
  Lease_State,
  LeaseClosedReason,
  Order_State,
} from '#chain/wire/generated/akash_market.generated.ts'
import { deploymentStoreKey } from '../market/ledger.ts'
import type { DeploymentRecord, GroupSpec } from '../market/record.ts'
import type { ListKind, StateEntry } from '../state/view.ts'
import {
  bidEntry,
  deploymentEntry,
  deploymentOf,
  type Facts,
  leaseEntry,
  orderEntry,
} from './archive-record.ts'
import type { Cast } from './cast.ts'
import { addressOf, scatter, seedNumber } from './random.ts'
import { groupSpecs, templates } from './spec.ts'

/** Deployments of one owner of the archive. */
const PER_OWNER = 40
/** Every eighth deployment has two groups, and so two leases. */
const PERIOD = 8
const DSEQ_STEP = 40_000
const reasons = [
  LeaseClosedReason.lease_closed_owner,
  LeaseClosedReason.lease_closed_owner,
  LeaseClosedReason.lease_closed_owner,
  LeaseClosedReason.lease_closed_reason_unstable,
  LeaseClosedReason.lease_closed_reason_decommission,
  LeaseClosedReason.lease_closed_reason_unspecified,
  LeaseClosedReason.lease_closed_reason_manifest_timeout,
  LeaseClosedReason.lease_closed_reason_insufficient_funds,
] as const

/** The states that closed records can be in: lists of other states need not look here. */
const archivedStates: Readonly<Record<Exclude<ListKind, 'provider'>, readonly number[]>> = {
  order: [Order_State.closed],
  bid: [Bid_State.closed, Bid_State.lost],
  lease: [Lease_State.closed, Lease_State.insufficient_funds],
  deployment: [Deployment_State.closed],
}

/**
 * The closed past of a chain: any number of leases with their deployments, groups, orders and bids, none of
 * which is held in memory: each is worked out from its index when somebody asks.
 */
export class Archive {
  readonly leases: number
  readonly #seed: number
  readonly #cast: Cast
  readonly #owners: readonly string[]
  readonly #deployments: number
  readonly #specs: readonly (readonly GroupSpec[])[]

  constructor(seed: string, cast: Cast, leases: number) {
    this.leases = leases
    this.#seed = seedNumber(`${seed}/archive`)
    this.#cast = cast
    this.#deployments = Math.floor(leases / (PERIOD + 1)) * PERIOD + Math.min(leases % (PERIOD + 1), PERIOD)
    const owners = Math.ceil(this.#deployments / PER_OWNER)
    this.#owners = Array.from({ length: owners }, (_, at) => addressOf(seed, `archive/${at}`)).sort()
    this.#specs = templates.map((plans) => groupSpecs(plans))
  }

  /** Records of a kind in one state, in key order, from a key on. */
  *scan(kind: ListKind, state: number, from: string): Iterable<StateEntry> {
    if (kind === 'provider' || !archivedStates[kind].includes(state)) return
    for (let index = this.#indexOf(from); index < this.#deployments; index++) {
      for (const entry of this.#entries(kind, index)) {
        if (entry.state === state && entry.key >= from) yield entry
      }
    }
  }

  find(kind: ListKind, key: string): StateEntry | null {
    const index = this.#indexOf(key)
    if (kind === 'provider' || index >= this.#deployments) return null
    return this.#entries(kind, index).find((entry) => entry.key === key) ?? null
  }

  deployment(key: string): DeploymentRecord | null {
    const index = this.#indexOf(key)
    if (index >= this.#deployments) return null
    const facts = this.#facts(index)
    return deploymentStoreKey(facts.id) === key ? deploymentOf(facts) : null
  }

  /** The first deployment that a key could belong to or stand before. */
  #indexOf(key: string): number {
    const end = key.indexOf('\0')
    const owner = end < 0 ? key : key.slice(0, end)
    const rank = lowerBound(this.#owners, owner)
    if (end < 0 || this.#owners[rank] !== owner) return rank * PER_OWNER
    let dseq = 0n
    for (const byte of key.slice(end + 1, end + 9)) dseq = (dseq << 8n) | BigInt(byte.charCodeAt(0))
    const within = Number((dseq - BigInt(firstDseq(rank)) + BigInt(DSEQ_STEP) - 1n) / BigInt(DSEQ_STEP))
    return rank * PER_OWNER + Math.max(0, Math.min(within, PER_OWNER))
  }

  #facts(index: number): Facts {
    const rank = Math.floor(index / PER_OWNER)
    const createdAt = firstDseq(rank) + (index % PER_OWNER) * DSEQ_STEP
    const isDouble =
      index % PERIOD === PERIOD - 1 &&
      index < this.#deployments - (this.leases % (PERIOD + 1) === PERIOD ? 1 : 0)
    const spec = this.#specs[scatter(this.#seed, index, 1) % 6] ?? []
    const groups = isDouble ? (this.#specs[7] ?? []).slice(0, 2) : spec.slice(0, 1)
    return {
      index,
      id: { owner: this.#owners[rank] ?? '', dseq: BigInt(createdAt) },
      groups,
      createdAt,
      closedOn: createdAt + 3 + (scatter(this.#seed, index, 2) % 15_000),
      reason: reasons[scatter(this.#seed, index, 3) % reasons.length] ?? LeaseClosedReason.lease_closed_owner,
    }
  }

  #entries(kind: Exclude<ListKind, 'provider'>, index: number): readonly StateEntry[] {
    const facts = this.#facts(index)
    if (kind === 'deployment') return [deploymentEntry(facts)]
    return facts.groups.flatMap((spec, at) => {
      if (kind === 'order') return [orderEntry(facts, spec, at + 1)]
      const { winner, providers } = this.#bidders(index, at)
      if (kind === 'lease')
        return [leaseEntry(facts, at + 1, { provider: winner, price: this.#price(index, at) })]
      return providers.map((provider, rank) =>
        bidEntry(facts, at + 1, {
          provider,
          firstLoser: providers.find((p) => p !== winner),
          price: this.#price(index, at + 10 * rank),
        }),
      )
    })
  }

  /** One to three bidders of one order in key order, and who won. */
  #bidders(index: number, at: number): { readonly winner: string; readonly providers: readonly string[] } {
    const throwOf = scatter(this.#seed, index, 10 + at)
    const all = this.#cast.ipProviders
    const start = throwOf % all.length
    const chosen = Array.from(
      { length: 1 + ((throwOf >>> 8) % 3) },
      (_, step) => all[(start + step * 5) % all.length]?.owner ?? '',
    )
    const providers = [...new Set(chosen)].sort()
    return { providers, winner: providers[(throwOf >>> 16) % providers.length] ?? '' }
  }

  #price(index: number, at: number) {
    return {
      denom: 'uact',
      amount: `${5_000_000 + (scatter(this.#seed, index, 100 + at) % 145_000_000)}000000000000`,
    }
  }
}

const firstDseq = (rank: number) => 1_000 + (rank % 20_000)

function lowerBound(sorted: readonly string[], wanted: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? '') < wanted) low = middle + 1
    else high = middle
  }
  return low
}
