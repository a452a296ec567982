import { type AddressRange, containsAddress } from '#domain/address-range.ts'
import { formatIpAddress, type IpAddress, type IpFamily } from '#domain/ip-address.ts'
import { backendKeyOf } from '#domain/sharing.ts'
import type { Random } from '../../simulation/random.ts'
import { shuffled } from '../shuffled.ts'
import { FreeAddresses } from './free-addresses.ts'
import { type Claim, type Grant, Holdings } from './holdings.ts'
import { admits, holds, isKeptFor, type Pool, sizeOf } from './pool.ts'
import { type BalancedService, familyName, keyOf, type ServiceFamily, sharingKeyOf } from './service.ts'
import { quoted, type Words } from './words.ts'

/** The two lines of MetalLB that the project knows: the newest, and the one that the stock provider needs. */
export type MetalLbVersion = '0.16.1' | '0.14.9'

export interface PoolCounts {
  readonly assignedIPv4: number
  readonly assignedIPv6: number
  readonly availableIPv4: number
  readonly availableIPv6: number
}

/** What a pool has left for a claim: the first that fits of each family. */
type Offer = { readonly [family in IpFamily]?: IpAddress }

/**
 * MetalLB's memory of who has which address, and its choice of one (internal/allocator/allocator.go): in a pool the
 * first address that is free or shareable. It forgets everything when the controller ends.
 */
export class Allocator {
  readonly #version: MetalLbVersion
  readonly #random: Random
  readonly #holdings = new Holdings()
  readonly #free = new FreeAddresses(this.#holdings.isHeld)
  #pools: ReadonlyMap<string, Pool> = new Map()

  constructor(version: MetalLbVersion, random: Random) {
    this.#version = version
    this.#random = random
  }

  grantOf = (service: string): Grant | undefined => this.#holdings.grantOf(service)
  poolOf = (service: string): string => this.#holdings.grantOf(service)?.pool ?? ''
  /** Everything given out, also what leaked: given to a Service that is gone. */
  grants = (): readonly Grant[] => this.#holdings.grants()

  get hasPools(): boolean {
    return this.#pools.size > 0
  }

  countsOf(pool: Pool): PoolCounts {
    const assigned = (family: IpFamily) => this.#holdings.countOf(pool.name, family)
    const available = (family: IpFamily) => Number(sizeOf(pool, family)) - assigned(family)
    return {
      assignedIPv4: assigned(4),
      assignedIPv6: assigned(6),
      availableIPv4: available(4),
      availableIPv6: available(6),
    }
  }

  /** Takes new pools; addresses that are in none of them are taken away from their Services. */
  setPools(pools: ReadonlyMap<string, Pool>): void {
    const grants = this.#holdings.grants()
    this.#pools = pools
    this.#holdings.clear()
    this.#free.clear()
    for (const { claim, addresses } of grants) {
      const pool = this.poolFor(addresses)
      if (pool !== null) this.#holdings.add({ claim, pool: pool.name, addresses })
    }
  }

  /** The pool that holds all the addresses. */
  poolFor(addresses: readonly IpAddress[]): Pool | null {
    for (const pool of this.#pools.values())
      if (addresses.every((address) => holds(pool, address))) return pool
    return null
  }

  /** Gives a Service these addresses in the place of what it has; or says why not, and it keeps what it has. */
  assign(service: BalancedService, addresses: readonly IpAddress[]): readonly IpAddress[] | Words {
    const pool = this.poolFor(addresses)
    if (pool === null) return `${quoted(addresses.map(formatIpAddress))} is not allowed in config`
    if (!admits(pool, service)) return `pool ${pool.name} not compatible for ip assignment`
    const claim = claimOf(service)
    for (const address of addresses) {
      const words = this.#holdings.refusal(claim, address)
      if (words !== null) return words
    }
    this.unassign(claim.service)
    this.#holdings.add({ claim, pool: pool.name, addresses })
    return addresses
  }

  unassign(service: string): void {
    for (const address of this.#holdings.remove(service)) this.#free.release(address)
  }

  /** Any pool will do: first those kept for such Services, then those for everybody. */
  allocate(service: BalancedService, family: ServiceFamily): readonly IpAddress[] | Words {
    // The order of Go's maps is arbitrary.
    const pools = shuffled([...this.#pools.values()], this.#random).filter((pool) => pool.autoAssign)
    const kept = pools.filter((pool) => isKeptFor(pool, service)).sort(byPriority)
    const open = pools.filter((pool) => pool.allocation === null)
    for (const candidates of [kept, open]) {
      const found = this.#best(candidates, service, family)
      const addresses =
        found === null ? null : chosen(found.offer, service, { family, version: this.#version })
      if (addresses !== null) return this.assign(service, addresses)
    }
    return 'no available IPs'
  }

  allocateFrom(
    poolName: string,
    service: BalancedService,
    family: ServiceFamily,
  ): readonly IpAddress[] | Words {
    const pool = this.#pools.get(poolName)
    if (pool === undefined) return `unknown pool ${JSON.stringify(poolName)}`
    const offer = this.#offerOf(pool, service)
    const isEmpty = offer[4] === undefined && offer[6] === undefined
    if (isEmpty && this.#version !== '0.14.9') return `no available IPs in pool ${poolName}`
    const addresses = chosen(offer, service, { family, version: this.#version })
    if (addresses === null) return shortage(poolName, family, this.#version)
    return this.assign(service, addresses)
  }

  /** The missing family beside an address that the Service has, from the same pool. */
  allocateOther(service: BalancedService, present: IpAddress): readonly IpAddress[] | Words {
    const poolName = this.poolOf(keyOf(service))
    const pool = this.#pools.get(poolName)
    if (pool === undefined) return `unknown pool ${JSON.stringify(poolName)}`
    const other: IpFamily = present.family === 4 ? 6 : 4
    const address = this.#offerOf(pool, service)[other]
    if (address === undefined) return `no available IPs in pool ${poolName} for ${familyName(other)} IPFamily`
    return this.assign(service, [present, address])
  }

  /** The first pool with all that is wanted; under PreferDualStack else one with the preferred, or the other family. */
  #best(pools: readonly Pool[], service: BalancedService, family: ServiceFamily) {
    const offers = pools.map((pool) => ({ pool, offer: this.#offerOf(pool, service) }))
    const isDual = (offer: Offer) => offer[4] !== undefined && offer[6] !== undefined
    const complete = offers.find(({ offer }) =>
      family === 'dual' ? isDual(offer) : offer[family] !== undefined,
    )
    if (complete !== undefined) return complete
    if (family !== 'dual' || service.ipFamilyPolicy !== 'PreferDualStack') return null
    const first: IpFamily = service.families[0] ?? 4
    const has = (wanted: IpFamily) => offers.find(({ offer }) => offer[wanted] !== undefined)
    return has(first) ?? has(first === 4 ? 6 : 4) ?? null
  }

  #offerOf(pool: Pool, service: BalancedService): Offer {
    const claim = claimOf(service)
    const offer: { [family in IpFamily]?: IpAddress } = {}
    for (const range of pool.ranges) {
      if (offer[range.family] !== undefined) continue
      const address = this.#firstIn(pool, range, claim)
      if (address !== null) offer[range.family] = address
    }
    return offer
  }

  #firstIn(pool: Pool, range: AddressRange, claim: Claim): IpAddress | null {
    let first = this.#free.lowest(pool, range)
    for (const address of this.#holdings.sharedBy(claim)) {
      if (first !== null && address.value >= first.value) continue
      if (!containsAddress(range, address) || !holds(pool, address)) continue
      if (this.#holdings.refusal(claim, address) === null) first = address
    }
    return first
  }
}

export const claimOf = (service: BalancedService): Claim => ({
  service: keyOf(service),
  sharingKey: sharingKeyOf(service),
  backendKey: backendKeyOf(service),
  ports: service.ports,
})

const byPriority = (a: Pool, b: Pool) => priorityOf(a) - priorityOf(b)
const priorityOf = (pool: Pool) => pool.allocation?.priority || Number.MAX_SAFE_INTEGER

/** From 0.15 on, a pool with only the other family left ends in the text of an address that is none. */
const shortage = (pool: string, family: ServiceFamily, version: MetalLbVersion) =>
  family === 'dual' || version === '0.14.9'
    ? `no available IPs in pool ${pool} for ${familyName(family)} IPFamily`
    : `["<nil>"] is not allowed in config`

/** What a Service takes of an offer. 0.14.9 looks at the policy alone, and may give a second address that nobody routes. */
function chosen(
  offer: Offer,
  service: BalancedService,
  { family, version }: { family: ServiceFamily; version: MetalLbVersion },
): readonly IpAddress[] | null {
  const both = [offer[4], offer[6]].filter((address) => address !== undefined)
  if (family !== 'dual' && (version !== '0.14.9' || service.ipFamilyPolicy === 'SingleStack')) {
    const address = offer[family]
    return address === undefined ? null : [address]
  }
  if (service.ipFamilyPolicy === 'SingleStack') return null
  if (both.length === 2) return both
  return service.ipFamilyPolicy === 'PreferDualStack' && both.length === 1 ? both : null
}
