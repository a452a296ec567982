import { type LeaseRef, leaseRefKey } from '#agent/model/lease-ref.ts'
import { shuffled } from '#devnet/cluster/shuffled.ts'
import { addressOf, Random } from '#devnet/simulation/random.ts'
import { type Endpoint, newEndpoint } from './endpoint.ts'
import type { Killed, Lane, Phase, Scenario, Step } from './steps.ts'

/** How much happens. All but `endpoints` are at most that. */
export interface Size {
  readonly endpoints: number
  /** Endpoints that move to another lease of their owner. */
  readonly migrated: number
  /** Endpoints whose lease ends. */
  readonly closed: number
  /** Endpoints whose lease ends, and whose address is kept by an override; half of them come back. */
  readonly held: number
  /** Endpoints whose wishes and namespace go and come again, while the lease goes on. */
  readonly vanished: number
  /** Endpoints of other owners that come while all that happens. Even. */
  readonly newcomers: number
  /** LoadBalancer Services of others, which must be left alone. */
  readonly bystanders: number
  /** A chain's word and what happens in the cluster are so far apart, at most. */
  readonly betweenMs: number
  /** So often each is killed while leases change, and again while they end. */
  readonly kills: Readonly<Record<Killed, number>>
}

const PER_OWNER = 6
const PER_LEASE = 3

/** The same seed and size give the same scenario. */
export function generate(seed: string, size: Size): Scenario {
  const story = new Story(seed, size)
  return {
    seed,
    provider: addressOf(seed, 'provider'),
    phases: [story.open(), story.change(), story.end(), story.comeBack()],
    addresses: size.endpoints + size.newcomers + size.bystanders,
  }
}

/** Keeps in mind how things stand while it writes what happens next. */
class Story {
  readonly #size: Size
  readonly #random: Random
  readonly #seed: string
  readonly #provider: string
  readonly #endpoints: Endpoint[] = []
  readonly #lanes = new Map<string, Step[]>()
  /** Endpoints that come back in the end. */
  readonly #absent: { readonly endpoint: Endpoint; readonly lease: LeaseRef }[] = []
  #dseq = 1_000n

  constructor(seed: string, size: Size) {
    this.#seed = seed
    this.#size = size
    this.#random = new Random(seed)
    this.#provider = addressOf(seed, 'provider')
  }

  open(): Phase {
    while (this.#endpoints.length < this.#size.endpoints) this.#openOwner(this.#endpoints.length)
    for (let n = 0; n < this.#size.bystanders; n++)
      this.#lane(`bystander-${n}`).push({ kind: 'bystander', name: `bystander-${n}` })
    return this.#phase('open', [])
  }

  change(): Phase {
    for (const lease of this.#leases()) this.#update(lease)
    for (const endpoint of this.#random.sample(this.#endpoints, this.#size.migrated)) this.#migrate(endpoint)
    for (const lease of this.#deserted) this.#close(lease, [])
    this.#newcomers()
    return this.#phase('change', this.#kills())
  }

  /**
   * What moved may end only after a rest: an agent that was dead meanwhile cannot know that another lease wanted it than
   * the one that it remembers.
   */
  end(): Phase {
    this.#endSome()
    this.#newcomers()
    return this.#phase('end', this.#kills())
  }

  comeBack(): Phase {
    for (const { endpoint, lease } of this.#absent) {
      endpoint.moveTo(lease)
      this.#lane(lease.owner).push({ kind: 'open', lease, wishes: endpoint.wishes })
    }
    return this.#phase('come back', [])
  }

  #newcomers(): void {
    for (let n = 0; n < this.#size.newcomers / 2; n++)
      this.#openOwner(Math.max(this.#endpoints.length, this.#size.endpoints), 1)
  }

  #openOwner(from: number, most = PER_OWNER): void {
    const owner = addressOf(this.#seed, `owner-${from}`)
    const count = Math.min(this.#random.between(1, most), Math.max(this.#size.endpoints - from, 1))
    const endpoints = Array.from({ length: count }, (_, n) => newEndpoint(owner, from + n, this.#random))
    for (let left = endpoints; left.length > 0; ) {
      const share = this.#random.between(1, PER_LEASE)
      this.#openLease(owner, left.slice(0, share))
      left = left.slice(share)
    }
    this.#endpoints.push(...endpoints)
  }

  #openLease(owner: string, endpoints: readonly Endpoint[]): LeaseRef {
    const lease = { owner, dseq: this.#dseq++, gseq: 1, oseq: 1, provider: this.#provider }
    for (const endpoint of endpoints) endpoint.moveTo(lease)
    const wishes = endpoints.flatMap((endpoint) => endpoint.wishes)
    this.#lane(owner).push({ kind: 'open', lease, wishes })
    return lease
  }

  #update(lease: LeaseRef): void {
    for (const endpoint of this.#of(lease)) {
      const lane = this.#lane(lease.owner)
      if (this.#random.chance(0.3)) lane.push({ kind: 'exchange', ...endpoint.exchange(this.#random) })
      else lane.push({ kind: 'rewrite', wishes: endpoint.retarget(this.#random) })
    }
  }

  /** Leases that everything moved away from. */
  readonly #deserted: LeaseRef[] = []

  #migrate(endpoint: Endpoint): void {
    const from = endpoint.lease
    const others = this.#leases().filter((lease) => lease.owner === from.owner && lease.dseq !== from.dseq)
    const [first, ...rest] = others
    const isFresh = first === undefined || this.#random.chance(0.5)
    const to = isFresh ? this.#openLease(from.owner, []) : this.#random.pick([first, ...rest])
    endpoint.moveTo(to, this.#random)
    this.#lane(from.owner).push({ kind: 'rewrite', wishes: endpoint.wishes })
    if (this.#of(from).length === 0) this.#deserted.push(from)
  }

  /** Leases end whole, so those are taken whose endpoints are not too many. */
  #endSome(): void {
    const left = { closed: this.#size.closed, held: this.#size.held, vanished: this.#size.vanished }
    for (const lease of shuffled(this.#leases(), this.#random)) {
      const endpoints = this.#of(lease)
      const fate = (['closed', 'held', 'vanished'] as const).find((each) => left[each] >= endpoints.length)
      if (fate === undefined) continue
      left[fate] -= endpoints.length
      if (fate === 'closed') this.#close(lease, endpoints)
      else if (fate === 'held') this.#hold(lease, endpoints)
      else this.#vanish(lease, endpoints)
    }
  }

  #hold(lease: LeaseRef, endpoints: readonly Endpoint[]): void {
    for (const { name, sharingKey } of endpoints)
      this.#lane(lease.owner).push({ kind: 'hold', owner: lease.owner, endpoint: name, sharingKey })
    const isBack = this.#random.chance(0.5)
    this.#close(lease, endpoints)
    for (const endpoint of isBack ? endpoints : [])
      this.#absent.push({ endpoint, lease: { ...lease, dseq: this.#dseq++ } })
  }

  #close(lease: LeaseRef, endpoints: readonly Endpoint[]): void {
    const wishes = endpoints.flatMap((endpoint) => endpoint.wishes)
    const first = this.#random.pick(['chain', 'cluster'] as const)
    const betweenMs = this.#random.between(0, this.#size.betweenMs)
    this.#lane(lease.owner).push({ kind: 'close', lease, wishes, first, betweenMs })
  }

  #vanish(lease: LeaseRef, endpoints: readonly Endpoint[]): void {
    const wishes = endpoints.flatMap((endpoint) => endpoint.wishes)
    this.#lane(lease.owner).push({ kind: 'vanish', lease, wishes })
    for (const endpoint of endpoints) this.#absent.push({ endpoint, lease })
  }

  #kills(): Phase['kills'] {
    const { kills } = this.#size
    const everyone = (['metallb', 'apiserver', 'operator'] as const).flatMap((what, n) =>
      Array.from({ length: kills[what] }, (_, k) => ({ what, after: (k + (n + 1) / 4) / kills[what] })),
    )
    return everyone.sort((a, b) => a.after - b.after)
  }

  #phase(name: string, kills: Phase['kills']): Phase {
    const lanes: Lane[] = [...this.#lanes.values()]
    this.#lanes.clear()
    return { name, lanes: shuffled(lanes, this.#random), kills }
  }

  #leases(): LeaseRef[] {
    return [...new Map(this.#endpoints.map(({ lease }) => [leaseRefKey(lease), lease])).values()]
  }

  #of(lease: LeaseRef): Endpoint[] {
    return this.#endpoints.filter((endpoint) => leaseRefKey(endpoint.lease) === leaseRefKey(lease))
  }

  #lane(owner: string): Step[] {
    const lane = this.#lanes.get(owner) ?? []
    this.#lanes.set(owner, lane)
    return lane
  }
}
