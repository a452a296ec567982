import { type AddressRange, containsAddress, countAddresses, isBuggyAddress } from '#domain/address-range.ts'
import type { IpAddress } from '#domain/ip-address.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import { intersectionOf, unionOf } from './range-set.ts'

type Addresses = Pick<ObservedPool, 'ranges' | 'avoidBuggyIps'>

/** Whether MetalLB may give an address from that pool, to whomever. */
export const poolHas = ({ ranges, avoidBuggyIps }: Addresses, address: IpAddress) =>
  ranges.some((range) => containsAddress(range, address)) && !(avoidBuggyIps && isBuggyAddress(address))

const count = (ranges: readonly AddressRange[], avoidBuggyIps: boolean) =>
  ranges.reduce((sum, range) => sum + countAddresses(range, { avoidBuggyIPs: avoidBuggyIps }), 0n)

/** How many addresses a pool can give; each counts once. */
export const countPool = ({ ranges, avoidBuggyIps }: Addresses) => count(unionOf(ranges), avoidBuggyIps)

/** How many of them are cordoned, given out or not. */
export const countCordoned = ({
  ranges,
  cordoned,
  avoidBuggyIps,
}: Addresses & Pick<ObservedPool, 'cordoned'>) => count(intersectionOf(ranges, cordoned), avoidBuggyIps)

export const isCordoned = ({ cordoned }: Pick<ObservedPool, 'cordoned'>, address: IpAddress) =>
  cordoned.some((range) => containsAddress(range, address))
