import { leaseRefKey } from '#agent/model/lease-ref.ts'
import type { Happening, Promises, Wanted } from './scenario-log.ts'

interface Claim {
  /** By the names of their ProviderLeasedIPs. */
  readonly wishes: Map<string, Wanted>
  /** Leases of the wishes, or of the last ones that there were. */
  leases: ReadonlySet<string>
  /** All that ever wanted it. */
  readonly everLeases: Set<string>
  holdUntilMs: number
  /** Since when nobody claims it; null: somebody does. */
  freeSinceMs: number | null
}

/** Who has a right to keep an address, by what was asked for and what the chain said. */
export class Claims {
  readonly #promises: Promises
  readonly #claims = new Map<string, Claim>()
  readonly #endpointOfWish = new Map<string, string>()
  readonly #ended = new Set<string>()
  readonly #leases = new Set<string>()
  #moves = 0

  constructor(promises: Promises) {
    this.#promises = promises
  }

  get endpoints(): ReadonlyMap<string, { readonly wishes: ReadonlyMap<string, Wanted> }> {
    return this.#claims
  }

  get counts() {
    return {
      endpoints: this.#claims.size,
      leases: this.#leases.size,
      endedLeases: this.#ended.size,
      moves: this.#moves,
    }
  }

  take(happening: Happening, atMs: number): void {
    if (happening.kind === 'wish') this.#wish(happening.name, happening.wanted, atMs)
    else if (happening.kind === 'hold') this.#hold(happening.endpoint, happening.untilMs)
    else if (happening.kind === 'chain') this.#word(happening.lease, happening.word, atMs)
  }

  /** Whether its address is for nobody else: somebody wants it, or the chain has not said that all who did have ended. */
  isClaimed(endpoint: string): boolean {
    return this.#claims.get(endpoint)?.freeSinceMs === null
  }

  /** Whether a lease goes on that wanted it once: nobody can tell whether it will again, so its address may be kept. */
  mayReturn(endpoint: string): boolean {
    return [...(this.#claims.get(endpoint)?.everLeases ?? [])].some((lease) => !this.#ended.has(lease))
  }

  /** Until when its address may be given to nobody else; −Infinity for an endpoint that never was. */
  keptUntilMs(endpoint: string): number {
    const claim = this.#claims.get(endpoint)
    if (claim === undefined) return Number.NEGATIVE_INFINITY
    if (claim.freeSinceMs === null) return Number.POSITIVE_INFINITY
    const { holdAfterCloseMs, quarantineMs } = this.#promises
    return Math.max(claim.freeSinceMs + holdAfterCloseMs, claim.holdUntilMs) + quarantineMs
  }

  #wish(name: string, wanted: Wanted | null, atMs: number): void {
    const endpoint = wanted?.sharingKey ?? this.#endpointOfWish.get(name)
    if (endpoint === undefined) return
    this.#endpointOfWish.set(name, endpoint)
    const claim = this.#claimOf(endpoint)
    const before = claim.wishes.get(name)
    if (wanted === null) claim.wishes.delete(name)
    else {
      claim.wishes.set(name, wanted)
      claim.everLeases.add(leaseOf(wanted))
    }
    if (before !== undefined && wanted !== null && leaseRefKey(before.lease) !== leaseRefKey(wanted.lease))
      this.#moves += 1
    // Who wanted it last is asked about when nobody does any more.
    if (claim.wishes.size > 0) claim.leases = new Set([...claim.wishes.values()].map(leaseOf))
    this.#settle(claim, atMs)
  }

  #word(lease: string, word: 'active' | 'ended', atMs: number): void {
    this.#leases.add(lease)
    if (word === 'ended') this.#ended.add(lease)
    else this.#ended.delete(lease)
    for (const claim of this.#claims.values()) if (claim.leases.has(lease)) this.#settle(claim, atMs)
  }

  #hold(endpoint: string, untilMs: number | null): void {
    this.#claimOf(endpoint).holdUntilMs = untilMs ?? Number.NEGATIVE_INFINITY
  }

  #settle(claim: Claim, atMs: number): void {
    const isClaimed = claim.wishes.size > 0 || [...claim.leases].some((lease) => !this.#ended.has(lease))
    if (isClaimed) claim.freeSinceMs = null
    else claim.freeSinceMs ??= atMs
  }

  #claimOf(endpoint: string): Claim {
    const known = this.#claims.get(endpoint)
    if (known !== undefined) return known
    const claim: Claim = {
      wishes: new Map(),
      leases: new Set(),
      everLeases: new Set(),
      holdUntilMs: Number.NEGATIVE_INFINITY,
      freeSinceMs: Number.NEGATIVE_INFINITY,
    }
    this.#claims.set(endpoint, claim)
    return claim
  }
}

const leaseOf = ({ lease }: Wanted) => leaseRefKey(lease)
