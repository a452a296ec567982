import type { Observation } from '../observe/observation.ts'
import type { PoolObservation } from '../observe/pool-observation.ts'

/** What `/usage` says, under the stock provider's names. */
export interface StockUsage {
  /** All addresses that there are for leases, given out or not. */
  readonly Available: number
  /** Those that a new lease cannot have. */
  readonly InUse: number
}

/**
 * The stock provider bids while Available − InUse − (the addresses of its unconfirmed reservations) lasts; it confirms a
 * reservation once, when `/ip-lease-status` has as many entries as the lease has IP endpoints, and never takes that back
 * (cluster/inventory.go). So whatever is not free counts here, for whomever: who left out a lease that cannot be confirmed
 * would count it not at all when the provider had confirmed it before a manifest gave it another port. Endpoints that wait
 * for an address count too: their lease may be confirmed by the ports of its other endpoints. That a lease with many
 * ports is not counted twice for ever is the work of `rest-inventory-check.ts`.
 */
export function stockUsage({ pools, holdings }: Observation): StockUsage {
  const open = pools.filter(({ autoAssign, restricted }) => autoAssign && !restricted)
  const waiting = BigInt(holdings.filter(({ state }) => state === 'pending').length)
  // Go reads these into 64 bits, JSON's readers often into 53; nobody has more to lease.
  const total = least(sum(open.map((pool) => pool.total)), BigInt(Number.MAX_SAFE_INTEGER))
  const free = least(atLeastZero(sum(open.map(freeOf)) - waiting), total)
  return { Available: Number(total), InUse: Number(total - free) }
}

/** What MetalLB leaked it does not give either. */
const freeOf = ({ available, leaked }: PoolObservation) => atLeastZero(available - (leaked ?? 0n))

const sum = (counts: readonly bigint[]) => counts.reduce((before, count) => before + count, 0n)
const least = (a: bigint, b: bigint) => (a < b ? a : b)
const atLeastZero = (count: bigint) => (count < 0n ? 0n : count)
