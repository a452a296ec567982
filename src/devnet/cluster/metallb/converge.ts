import { compareIpAddresses, formatIpAddress, type IpAddress, readIpAddress } from '#domain/ip-address.ts'
import type { Allocator } from './allocator.ts'
import { type BalancedService, desiredOf, desiredPoolOf, keyOf, type ServiceFamily } from './service.ts'
import { quoted, type Words } from './words.ts'

/** An Event of Kubernetes about a Service, as the controller records it. */
export interface ServiceEvent {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

/** What the controller makes of a Service. */
export interface Convergence {
  readonly ingress: readonly string[]
  /** The annotation ip-allocated-from-pool; null: none. */
  readonly pool: string | null
  readonly events: readonly ServiceEvent[]
  /** False: the Service waits until something changes. */
  readonly isServed: boolean
}

interface Work {
  readonly service: BalancedService
  readonly key: string
  readonly family: ServiceFamily
  readonly allocator: Allocator
  readonly events: ServiceEvent[]
}

/**
 * Brings one Service to where it should be (convergeBalancer in controller/service.go): its status is trusted first, then its
 * wishes are looked at, then an address is looked for. Changes the allocator.
 */
export function converge(service: BalancedService, allocator: Allocator): Convergence {
  const family = service.families.length > 1 ? 'dual' : (service.families[0] ?? 4)
  const work: Work = { service, key: keyOf(service), family, allocator, events: [] }
  if (!service.isLoadBalancer) return cleared(work, true)
  if (!allocator.hasPools || service.families.length === 0) return cleared(work, false)
  const assigned = assignedOf(work)
  if (assigned.length === 0) return serve(work, assigned)
  const kept = confirmed(work, assigned)
  const desired = asDesired(work, kept)
  if (typeof desired !== 'string') return serve(work, desired)
  warn(work, 'LoadBalancerFailed', `invalid requested loadbalancer IPs: ${desired}`)
  return kept.length > 0 ? unchanged(work) : cleared(work, false)
}

function cleared(work: Work, isServed: boolean): Convergence {
  work.allocator.unassign(work.key)
  return { ingress: [], pool: null, events: work.events, isServed }
}

/** Leaves the Service as it is, with something that its owner must put right. */
function unchanged({ service, key, allocator, events }: Work): Convergence {
  return { ingress: service.ingress, pool: allocator.poolOf(key), events, isServed: false }
}

function none({ allocator, key }: Work): readonly IpAddress[] {
  allocator.unassign(key)
  return []
}

/** The addresses of the status. */
function assignedOf(work: Work): readonly IpAddress[] {
  const assigned = work.service.ingress.map(readIpAddress).filter((address) => address !== null)
  return assigned.length === 0 || isOfOtherFamily(work, assigned) ? none(work) : assigned
}

function isOfOtherFamily({ service, family }: Work, assigned: readonly IpAddress[]): boolean {
  const [first, second, ...more] = assigned
  if (more.length > 0 || first?.family === second?.family) return true
  const { families, ipFamilyPolicy } = service
  if (assigned.length === families.length && assigned.every((address) => families.includes(address.family)))
    return false
  return !(family === 'dual' && ipFamilyPolicy === 'PreferDualStack')
}

/** The same addresses, if configuration and the other Services allow them still; else none. */
function confirmed(work: Work, assigned: readonly IpAddress[]): readonly IpAddress[] {
  const given = work.allocator.assign(work.service, assigned)
  if (typeof given !== 'string') return given
  const rule = `current IP for ${quote(work.key)} not allowed by config, will attempt for new IP assignment`
  tell(work, 'ClearAssignment', `${rule}: ${given}`)
  return none(work)
}

/** The same addresses, if the owner wants no others; else none. Words for wishes that cannot be read. */
function asDesired(work: Work, kept: readonly IpAddress[]): readonly IpAddress[] | Words {
  const pool = desiredPoolOf(work.service)
  const isRightPool = pool === '' || work.allocator.poolOf(work.key) === pool
  const left = isRightPool ? kept : none(work)
  const desired = desiredOf(work.service)
  if (desired === null || typeof desired === 'string') return desired ?? left
  return isSame(left, desired.addresses) ? [...left].sort(byText) : none(work)
}

function serve(work: Work, kept: readonly IpAddress[]): Convergence {
  const addresses = kept.length > 0 ? withOther(work, kept) : allocated(work)
  if (addresses === null) return cleared(work, false)
  return {
    ingress: addresses.map(formatIpAddress),
    pool: work.allocator.poolOf(work.key),
    events: work.events,
    isServed: addresses.length === 2 || work.service.ipFamilyPolicy !== 'PreferDualStack',
  }
}

/** Under PreferDualStack looks for the family that is missing. */
function withOther(work: Work, kept: readonly IpAddress[]): readonly IpAddress[] {
  const [present] = kept
  if (present === undefined || kept.length > 1 || work.service.ipFamilyPolicy !== 'PreferDualStack')
    return kept
  const both = work.allocator.allocateOther(work.service, present)
  if (typeof both === 'string') {
    tell(work, 'AdditionalAssignFailed', `cannot assign additional IP in PreferDualStack: ${both}`)
    return kept
  }
  tell(work, 'IPAllocated', `Assigned additional IP ${both.slice(1).map(formatIpAddress).map(quote)}`)
  return both
}

function allocated(work: Work): readonly IpAddress[] | null {
  const given = allocate(work)
  if (typeof given === 'string') {
    warn(work, 'AllocationFailed', `Failed to allocate IP for ${quote(work.key)}: ${given}`)
    return null
  }
  tell(work, 'IPAllocated', `Assigned IP ${quoted(given.map(formatIpAddress))}`)
  return given
}

function allocate(work: Work): readonly IpAddress[] | Words {
  const { service, family, allocator } = work
  const desired = desiredOf(service)
  if (typeof desired === 'string') return desired
  const pool = desiredPoolOf(service)
  if (desired === null)
    return pool === '' ? allocator.allocate(service, family) : allocator.allocateFrom(pool, service, family)
  const request = () => `requested loadBalancer IP(s) ${quoted(desired.addresses.map(formatIpAddress))}`
  if (desired.family !== family) return `${request()} does not match the ipFamily of the service`
  const given = allocator.assign(service, desired.addresses)
  if (typeof given === 'string' || pool === '' || allocator.poolOf(work.key) === pool) return given
  none(work)
  return `${request()} is not compatible with requested address pool ${pool}`
}

const warn = (work: Work, reason: string, message: string) =>
  work.events.push({ type: 'Warning', reason, message })
const tell = (work: Work, reason: string, message: string) =>
  work.events.push({ type: 'Normal', reason, message })

const quote = (text: string) => JSON.stringify(text)

/** MetalLB compares addresses sorted by their text, and leaves them so. */
const byText = (a: IpAddress, b: IpAddress) => (formatIpAddress(a) < formatIpAddress(b) ? -1 : 1)

function isSame(a: readonly IpAddress[], b: readonly IpAddress[]): boolean {
  const [left, right] = [[...a].sort(compareIpAddresses), [...b].sort(compareIpAddresses)]
  return (
    left.length === right.length &&
    left.every((address, at) => compareIpAddresses(address, right[at] ?? address) === 0)
  )
}
