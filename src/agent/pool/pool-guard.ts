import {
  type AddressRange,
  cidrsOf,
  formatRange,
  parseAddressRange,
  rangesOverlap,
} from '#domain/address-range.ts'
import { Failure } from '#domain/failure.ts'
import { type IpAddress, readIpAddress } from '#domain/ip-address.ts'
import type { IPAddressPool } from '../kube/kube-objects.ts'
import { leaseRefKey } from '../model/lease-ref.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import type { ObservedService } from '../model/observed-service.ts'
import { attempt } from '../object/place.ts'
import { poolHas } from './pool-addresses.ts'
import { isRestricted } from './service-allocation.ts'

export type PoolEdit =
  | ({ readonly kind: 'create' | 'update'; readonly name: string } & IPAddressPool['spec'])
  | { readonly kind: 'delete'; readonly name: string }

/** An address that must stay where it is, and who holds it. */
export interface AddressHolding {
  /** Canonical text. */
  readonly address: string
  /** "lease akash1…/1/1/1/akash1…" or "Service shop/till". */
  readonly holder: string
  /** Whether `serviceAllocation` concerns it: true for ours. */
  readonly isOurs: boolean
}

/** What Services hold: a leased port names its lease, an anchor the leases that it serves or the endpoint that it keeps. */
export function holdingsOf(services: readonly ObservedService[]): AddressHolding[] {
  return services.flatMap((service) => {
    const pin = service.role === 'anchor' ? service.pin : null
    const addresses = [service.address ?? pin, service.secondAddress ?? null]
    return addresses.flatMap((address) =>
      address === null ? [] : [{ address, holder: holderOf(service), isOurs: service.role !== 'foreign' }],
    )
  })
}

function holderOf({ lease, anchor, namespace, name }: ObservedService): string {
  if (lease !== null) return `lease ${leaseRefKey(lease)}`
  if (anchor === null) return `Service ${namespace}/${name}`
  const endpoint = `the ${anchor.state} endpoint ${anchor.sharingKey}`
  return anchor.leases.length === 0
    ? endpoint
    : `${endpoint} of lease ${anchor.leases.map(leaseRefKey).join(', ')}`
}

export interface PoolGuard {
  readonly pools: readonly ObservedPool[]
  readonly edit: PoolEdit
  readonly holdings: readonly AddressHolding[]
  readonly agentNamespace: string
}

/**
 * Why an edit of an IPAddressPool must not be made, or null. MetalLB itself would do all of it: take addresses from
 * Services that have them, clear every Service when the last pool goes, freeze its configuration over an overlap.
 */
export function poolEditRefusal(guard: PoolGuard): Failure | null {
  const { pools, edit } = guard
  const pool = pools.find(({ name }) => name === edit.name) ?? null
  if (edit.kind === 'create') return pool === null ? shapeRefusal(guard, edit) : existsRefusal(edit)
  if (pool === null) return new Failure('NOT_FOUND', `there is no pool "${edit.name}"`, { pool: edit.name })
  return edit.kind === 'delete' ? deletionRefusal(guard, pool) : updateRefusal(guard, edit, pool)
}

type SpecEdit = Exclude<PoolEdit, { readonly kind: 'delete' }>

const badEdit = (name: string, rule: string) =>
  new Failure('BAD_USER_INPUT', `pool "${name}": ${rule}`, { pool: name })

const existsRefusal = ({ name }: PoolEdit) => badEdit(name, 'there is one of that name already')

function deletionRefusal({ pools, holdings }: PoolGuard, pool: ObservedPool): Failure | null {
  const rule = 'deleting the pool takes its addresses from whoever holds them'
  const held = firstHeld(holdings, pool, null)
  if (held !== null) return inUse(pool, held, rule)
  return pools.length > 1
    ? null
    : badEdit(pool.name, 'it is the last one: without pools MetalLB clears every Service without a word')
}

function updateRefusal(guard: PoolGuard, edit: SpecEdit, pool: ObservedPool): Failure | null {
  const shape = shapeRefusal(guard, edit)
  if (shape !== null) return shape
  const after = { ranges: rangesOf(edit), avoidBuggyIps: edit.avoidBuggyIPs === true }
  const held = firstHeld(guard.holdings, pool, after)
  if (held !== null) return inUse(pool, held, 'an address in use cannot be taken out of its pool')
  const allocation = { path: 'spec.serviceAllocation', value: edit.serviceAllocation }
  if (pool.restricted || !isRestricted(allocation, guard.agentNamespace)) return null
  const own = firstHeld(
    guard.holdings.filter(({ isOurs }) => isOurs),
    pool,
    null,
  )
  const rule = 'serviceAllocation would keep the pool from the Services of leases or from their anchors'
  return own === null ? null : inUse(pool, own, rule)
}

const rangesOf = (edit: SpecEdit) => edit.addresses.map(parseAddressRange)

type Addresses = Pick<ObservedPool, 'ranges' | 'avoidBuggyIps'>

/** The first holding in the pool that is not in it afterwards. */
function firstHeld(holdings: readonly AddressHolding[], before: Addresses, after: Addresses | null) {
  const isLost = (address: IpAddress) =>
    poolHas(before, address) && !(after !== null && poolHas(after, address))
  return (
    holdings.find(({ address }) => {
      const read = readIpAddress(address)
      return read !== null && isLost(read)
    }) ?? null
  )
}

const inUse = (pool: ObservedPool, { address, holder }: AddressHolding, rule: string) =>
  new Failure('POOL_IN_USE', `pool "${pool.name}": ${address} is held by ${holder}; ${rule}`, {
    pool: pool.name,
    address,
    holder,
  })

/** What MetalLB's own webhook would say, where it runs (internal/config/config.go); it says it in the same words. */
function shapeRefusal({ pools }: PoolGuard, edit: SpecEdit): Failure | null {
  if (!/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(edit.name))
    return badEdit(
      edit.name,
      'a name has 1 to 253 of a-z, 0-9, "-" and ".", and begins and ends with a letter or digit',
    )
  if (edit.addresses.length === 0) return badEdit(edit.name, 'pool has no prefixes defined')
  const ranges = attempt(() => rangesOf(edit))
  if ('words' in ranges) return badEdit(edit.name, ranges.words)
  const others = pools.filter(({ name }) => name !== edit.name).flatMap((pool) => pool.ranges)
  const words = overlapWords(edit.name, ranges.value, others)
  return words === null ? null : badEdit(edit.name, words)
}

/** MetalLB compares CIDR by CIDR, those of the same pool too. */
function overlapWords(name: string, ranges: readonly AddressRange[], others: readonly AddressRange[]) {
  const defined = [...others]
  for (const range of ranges) {
    const clash = defined.find((other) => rangesOverlap(other, range))
    if (clash !== undefined) {
      const pair = (a: AddressRange, b: AddressRange) =>
        formatRange(cidrsOf(a).find((cidr) => rangesOverlap(cidr, b)) ?? a)
      return `CIDR "${pair(range, clash)}" in pool "${name}" overlaps with already defined CIDR "${pair(clash, range)}"`
    }
    defined.push(range)
  }
  return null
}
