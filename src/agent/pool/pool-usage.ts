import { formatIpAddress, type IpAddress, readIpAddress } from '#domain/ip-address.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import type { ObservedService } from '../model/observed-service.ts'
import { countCordoned, countPool, isCordoned, poolHas } from './pool-addresses.ts'

/** How a pool stands. inUse + held + quarantined + cordoned + available = total. */
export interface PoolUsage {
  readonly name: string
  readonly total: bigint
  /** Addresses that a Service has, whosoever it is; of an endpoint that is leased also before MetalLB gave it. */
  readonly inUse: bigint
  /** Kept for an owner by an anchor alone. */
  readonly held: bigint
  readonly quarantined: bigint
  /** Given to nobody, and not to be. */
  readonly cordoned: bigint
  readonly available: bigint
  /** What MetalLB counts as assigned beyond the addresses that Services have; null: it does not count. */
  readonly leaked: bigint | null
}

type Use = 'inUse' | 'held' | 'quarantined'
const uses: readonly Use[] = ['quarantined', 'held', 'inUse']

/** The addresses of one pool that are not free, and what they are used for; the strongest use counts. */
export function usedAddresses(
  pool: ObservedPool,
  services: readonly ObservedService[],
): ReadonlyMap<string, { readonly address: IpAddress; readonly use: Use; readonly isGiven: boolean }> {
  const used = new Map<string, { address: IpAddress; use: Use; isGiven: boolean }>()
  for (const service of services)
    for (const { address, isGiven } of addressesOf(service)) {
      if (!poolHas(pool, address)) continue
      const key = formatIpAddress(address)
      const before = used.get(key)
      const use = stronger(before?.use, purposeOf(service))
      used.set(key, { address, use, isGiven: isGiven || before?.isGiven === true })
    }
  return used
}

const stronger = (a: Use | undefined, b: Use): Use =>
  a !== undefined && uses.indexOf(a) > uses.indexOf(b) ? a : b

const purposeOf = ({ anchor }: ObservedService): Use =>
  anchor === null || anchor.state === 'leased' ? 'inUse' : anchor.state

/** Those that MetalLB gave; an anchor's pin is taken from its birth on. */
function addressesOf({ role, address, secondAddress, pin }: ObservedService) {
  const given = [address, secondAddress ?? null].map((text) => ({ text, isGiven: true }))
  const wanted = role === 'anchor' && address === null ? [{ text: pin, isGiven: false }] : []
  return [...given, ...wanted].flatMap(({ text, isGiven }) => {
    const read = text === null ? null : readIpAddress(text)
    return read === null ? [] : [{ address: read, isGiven }]
  })
}

export function poolUsage(pool: ObservedPool, services: readonly ObservedService[]): PoolUsage {
  const used = [...usedAddresses(pool, services).values()]
  const count = (use: Use) => BigInt(used.filter((entry) => entry.use === use).length)
  const total = countPool(pool)
  const cordonedUsed = used.filter(({ address }) => isCordoned(pool, address)).length
  const cordoned = countCordoned(pool) - BigInt(cordonedUsed)
  const given = BigInt(used.filter(({ isGiven }) => isGiven).length)
  const assigned = pool.counts?.assigned ?? null
  return {
    name: pool.name,
    total,
    inUse: count('inUse'),
    held: count('held'),
    quarantined: count('quarantined'),
    cordoned,
    available: total - BigInt(used.length) - cordoned,
    leaked: assigned === null ? null : assigned > given ? assigned - given : 0n,
  }
}
