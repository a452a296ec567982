import { type AddressRange, cidrsOf, formatRange } from '#domain/address-range.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import type { ObservedService } from '../model/observed-service.ts'
import { type PoolUsage, poolUsage } from '../pool/pool-usage.ts'

/** A pool as others are told of it. */
export interface PoolObservation extends PoolUsage {
  /** CIDRs, as the pool lists them; a range that is none stands as those that it consists of. */
  readonly addresses: readonly string[]
  /** CIDRs of which nothing is given to anybody new. */
  readonly cordonedAddresses: readonly string[]
  /** False: only who asks for its addresses by name gets one. */
  readonly autoAssign: boolean
  /** Whether `serviceAllocation` keeps it from the Services of leases. */
  readonly restricted: boolean
}

export const observePool = (pool: ObservedPool, services: readonly ObservedService[]): PoolObservation => ({
  ...poolUsage(pool, services),
  addresses: cidrTexts(pool.ranges),
  cordonedAddresses: cidrTexts(pool.cordoned),
  autoAssign: pool.autoAssign,
  restricted: pool.restricted,
})

const cidrTexts = (ranges: readonly AddressRange[]) => ranges.flatMap(cidrsOf).map(formatRange)
