import {
  type AddressRange,
  cidrsOf,
  containsAddress,
  countAddresses,
  formatRange,
  isBuggyAddress,
  parseAddressRange,
  rangesOverlap,
} from '#domain/address-range.ts'
import { Failure } from '#domain/failure.ts'
import type { IpAddress, IpFamily } from '#domain/ip-address.ts'
import {
  type LabelRequirement,
  type LabelSelector,
  type Labels,
  matchesLabels,
  requirementsOf,
} from '../label-selector.ts'
import type { BalancedService } from './service.ts'

/** The spec of an IPAddressPool (metallb.io/v1beta1), as its owner wrote it. */
export interface PoolSpec {
  readonly addresses?: readonly string[]
  /** Default true. */
  readonly autoAssign?: boolean
  readonly avoidBuggyIPs?: boolean
  readonly serviceAllocation?: {
    /** 1 is the highest; 0 or none comes last. */
    readonly priority?: number
    readonly namespaces?: readonly string[]
    readonly namespaceSelectors?: readonly LabelSelector[]
    readonly serviceSelectors?: readonly LabelSelector[]
  }
}

export interface NamedPool {
  readonly name: string
  readonly spec: PoolSpec
}

export interface NamedLabels {
  readonly name: string
  readonly labels: Labels
}

/** A pool as the allocator uses it. */
export interface Pool {
  readonly name: string
  readonly ranges: readonly AddressRange[]
  readonly autoAssign: boolean
  readonly avoidBuggyIPs: boolean
  /** Whom it is kept for; null: everybody. */
  readonly allocation: {
    readonly priority: number
    readonly namespaces: ReadonlySet<string>
    /** One of them must match; none: no Service is refused for its labels. */
    readonly services: readonly (readonly LabelRequirement[])[]
  } | null
}

/**
 * Reads all pools, or says in MetalLB's words why it keeps the configuration that it had (poolsFor in
 * internal/config/config.go).
 */
export function readPools(
  pools: readonly NamedPool[],
  namespaces: readonly NamedLabels[],
): { readonly pools: ReadonlyMap<string, Pool> } | { readonly fault: string } {
  const read = new Map<string, Pool>()
  const blocks: AddressRange[] = []
  for (const named of [...pools].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const pool = readPool(named, namespaces)
    if (typeof pool === 'string') return { fault: `parsing address pool ${named.name}: ${pool}` }
    for (const block of pool.ranges.flatMap(cidrsOf)) {
      const other = blocks.find((one) => rangesOverlap(one, block))
      if (other !== undefined)
        return {
          fault: `CIDR "${formatRange(block)}" in pool "${pool.name}" overlaps with already defined CIDR "${formatRange(other)}"`,
        }
      blocks.push(block)
    }
    read.set(pool.name, pool)
  }
  return { pools: read }
}

function readPool({ name, spec }: NamedPool, namespaces: readonly NamedLabels[]): Pool | string {
  if ((spec.addresses ?? []).length === 0) return 'pool has no prefixes defined'
  const ranges: AddressRange[] = []
  for (const text of spec.addresses ?? []) {
    const range = readRange(text)
    if (range === null) return `invalid CIDR ${JSON.stringify(text)} in pool "${name}": ${rangeFault(text)}`
    ranges.push(range)
  }
  return {
    name,
    ranges,
    autoAssign: spec.autoAssign ?? true,
    avoidBuggyIPs: spec.avoidBuggyIPs ?? false,
    allocation: readAllocation(spec.serviceAllocation, namespaces),
  }
}

function readRange(text: string): AddressRange | null {
  try {
    return parseAddressRange(text)
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

const rangeFault = (text: string) =>
  text.includes('-') ? `invalid IP range ${JSON.stringify(text)}` : `invalid CIDR ${JSON.stringify(text)}`

function readAllocation(
  spec: PoolSpec['serviceAllocation'],
  namespaces: readonly NamedLabels[],
): Pool['allocation'] {
  if (spec === undefined) return null
  const selectors = (spec.namespaceSelectors ?? []).map(requirementsOf)
  const selected = namespaces.filter(({ labels }) =>
    selectors.some((wanted) => matchesLabels(wanted, labels)),
  )
  const names = new Set([...(spec.namespaces ?? []), ...selected.map(({ name }) => name)])
  const services = (spec.serviceSelectors ?? []).map(requirementsOf)
  const isForAll = names.size + selectors.length + services.length === 0
  return { priority: spec.priority ?? 0, namespaces: names, services: isForAll ? [[]] : services }
}

/** Whether a pool's `serviceAllocation` lets a Service in. */
export function admits(pool: Pool, service: Pick<BalancedService, 'namespace' | 'labels'>): boolean {
  if (pool.allocation === null) return true
  const { namespaces, services } = pool.allocation
  if (namespaces.size > 0 && !namespaces.has(service.namespace)) return false
  return services.length === 0 || services.some((wanted) => matchesLabels(wanted, service.labels))
}

/** Whether a pool is kept for such Services, so that they try it before those that are for everybody. */
export const isKeptFor = (pool: Pool, service: Pick<BalancedService, 'namespace' | 'labels'>) =>
  pool.allocation !== null &&
  (pool.allocation.namespaces.has(service.namespace) || pool.allocation.services.length > 0) &&
  admits(pool, service)

/** Whether an address may be given out of a pool. */
export const holds = (pool: Pool, address: IpAddress) =>
  pool.ranges.some((range) => containsAddress(range, address)) &&
  !(pool.avoidBuggyIPs && isBuggyAddress(address))

const MAX_INT64 = 2n ** 63n - 1n
/** MetalLB calls a CIDR with that many host bits endless. */
const ENDLESS = 2n ** 62n

/** How many addresses of a family a pool has; at most 2^63−1. */
export function sizeOf(pool: Pool, family: IpFamily): bigint {
  let sum = 0n
  for (const range of pool.ranges) {
    if (range.family !== family) continue
    if (range.last - range.first + 1n >= ENDLESS) return MAX_INT64
    sum += countAddresses(range, pool)
  }
  return sum > MAX_INT64 ? MAX_INT64 : sum
}
