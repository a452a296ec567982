import { readIpAddress } from '#domain/ip-address.ts'
import type { ClusterView } from '../model/cluster-view.ts'
import type { EndpointWish } from '../model/endpoint-wish.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import type { ObservedService } from '../model/observed-service.ts'
import { poolHas } from '../pool/pool-addresses.ts'
import { readSharingKey } from '../stock/sharing-key.ts'
import { type AdmittedWishes, admittedWishes } from './admitted-wishes.ts'
import { type Endpoint, placeKey } from './endpoint.ts'
import { matchPorts } from './match-ports.ts'
import { byAge, compareTexts } from './waiting-order.ts'

/** A view, ordered by what a plan looks for. */
export interface Survey {
  /** By sharing key, those that have waited longest first. */
  readonly endpoints: ReadonlyMap<string, Endpoint>
  /** Everybody who has an address or is pinned to it. */
  holdersOf(address: string): readonly ObservedService[]
  /** The endpoint that a Service belongs to; null: to none that can be told. */
  keyOf(service: ObservedService): string | null
  /** Services that look like a lease's or like an anchor, and belong to no endpoint. */
  readonly orphans: readonly ObservedService[]
  /** The pool that an address lies in; null: in none. */
  poolOf(address: string): ObservedPool | null
}

export function surveyOf(view: ClusterView, provider: string): Survey {
  const wishes = admittedWishes(view, provider)
  const services = sortServices(view.services)
  return {
    endpoints: endpointsOf(view, wishes, services),
    holdersOf: holders(view.services),
    keyOf: sharingKeyOf,
    orphans: services.orphans,
    poolOf: (address) => poolOf(view.pools, address),
  }
}

interface SortedServices {
  readonly byKey: ReadonlyMap<string, { anchor: ObservedService | null; ports: ObservedService[] }>
  readonly byPlace: ReadonlyMap<string, ObservedService>
  readonly orphans: readonly ObservedService[]
}

function sortServices(services: readonly ObservedService[]): SortedServices {
  const byKey = new Map<string, { anchor: ObservedService | null; ports: ObservedService[] }>()
  const orphans: ObservedService[] = []
  for (const service of services) {
    if (service.role === 'foreign') continue
    const key = sharingKeyOf(service)
    const group = key === null ? null : (byKey.get(key) ?? { anchor: null, ports: [] })
    if (key === null || group === null || (service.role === 'anchor' && group.anchor !== null)) {
      orphans.push(service)
      continue
    }
    if (service.role === 'anchor') group.anchor = service
    else group.ports.push(service)
    byKey.set(key, group)
  }
  return { byKey, byPlace: new Map(services.map((service) => [placeKey(service), service])), orphans }
}

const sharingKeys = new WeakMap<ObservedService, string | null>()

/** Of the same object it is read once. */
function sharingKeyOf(service: ObservedService): string | null {
  const known = sharingKeys.get(service)
  if (known !== undefined) return known
  const key = readKeyOf(service)
  sharingKeys.set(service, key)
  return key
}

/** The key of an anchor in quarantine is another one; its note knows. */
function readKeyOf({ role, anchor, sharingKey, lease }: ObservedService): string | null {
  if (anchor !== null) return anchor.sharingKey
  const owner = sharingKey === null ? null : (readSharingKey(sharingKey)?.owner ?? null)
  if (owner === null || role === 'foreign') return null
  return role === 'anchor' || lease?.owner === owner ? sharingKey : null
}

function endpointsOf(view: ClusterView, wishes: AdmittedWishes, services: SortedServices) {
  const overrides = new Map(view.endpoints.map((wish) => [wish.sharingKey, wish]))
  const keys = new Set(
    [wishes.admitted, wishes.refused, overrides, services.byKey].flatMap((map) => [...map.keys()]),
  )
  const parts = { view, wishes, services, overrides, built: builtFor(wishes) }
  const endpoints = [...keys].map((key) => endpointOf(key, parts))
  const ages = new Map(endpoints.map((endpoint) => [endpoint, sourceOf(endpoint)]))
  endpoints.sort((a, b) => byWaiting(ages.get(a), ages.get(b)) || compareTexts(a.key, b.key))
  return new Map(endpoints.map((endpoint) => [endpoint.key, endpoint]))
}

interface Parts {
  readonly view: ClusterView
  readonly wishes: AdmittedWishes
  readonly services: SortedServices
  readonly overrides: ReadonlyMap<string, EndpointWish>
  readonly built: Map<string, Endpoint>
}

const endpointsBuilt = new WeakMap<AdmittedWishes, Map<string, Endpoint>>()

/** By sharing key, those that were put together last for the same wishes. */
function builtFor(wishes: AdmittedWishes): Map<string, Endpoint> {
  const built = endpointsBuilt.get(wishes) ?? new Map()
  endpointsBuilt.set(wishes, built)
  return built
}

function endpointOf(key: string, parts: Parts): Endpoint {
  const { view, wishes, services, overrides, built } = parts
  const { anchor = null, ports = [] } = services.byKey.get(key) ?? {}
  const override = overrides.get(key) ?? null
  const refused = wishes.refused.get(key) ?? []
  const isFaulty = view.faults.has(key) || refused.some(({ pending }) => pending.reason === 'WISH_INVALID')
  const known = built.get(key)
  const now = { override, isFaulty, anchor, services: ports }
  if (known !== undefined && isSameEndpoint(known, now)) return known
  const endpoint = {
    key,
    owner: readSharingKey(key)?.owner ?? override?.owner ?? '',
    refused,
    ...now,
    ...matchPorts({
      key,
      admitted: wishes.admitted.get(key) ?? [],
      services: ports,
      byPlace: services.byPlace,
      names: wishes.names,
      override,
    }),
  }
  built.set(key, endpoint)
  return endpoint
}

/** For the same wishes. Where a wish's Service is not among the endpoint's own, another one may have come to its place. */
const isSameEndpoint = (
  { isFaulty, anchor, services, ports }: Endpoint,
  now: Pick<Endpoint, 'isFaulty' | 'anchor' | 'services'>,
) =>
  isFaulty === now.isFaulty &&
  anchor === now.anchor &&
  services.length === now.services.length &&
  services.every((service, index) => service === now.services[index]) &&
  ports.every(({ there }) => there !== null && services.includes(there))

const sourceOf = ({ ports, override }: Endpoint) => ports[0]?.wish.source ?? override?.source ?? null

function byWaiting(a: ReturnType<typeof sourceOf> = null, b: ReturnType<typeof sourceOf> = null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return byAge(a, b)
}

const NOBODY: readonly ObservedService[] = []

/** Made when somebody asks: most plans give no address. */
function holders(services: readonly ObservedService[]): Survey['holdersOf'] {
  let found: ReadonlyMap<string, readonly ObservedService[]> | null = null
  return (address) => {
    found ??= holdersByAddress(services)
    return found.get(address) ?? NOBODY
  }
}

function holdersByAddress(services: readonly ObservedService[]) {
  const found = new Map<string, ObservedService[]>()
  for (const service of services)
    for (const address of new Set([service.address, service.secondAddress, service.pin])) {
      if (address === null || address === undefined) continue
      const list = found.get(address)
      if (list === undefined) found.set(address, [service])
      else list.push(service)
    }
  return found
}

function poolOf(pools: readonly ObservedPool[], text: string): ObservedPool | null {
  const address = readIpAddress(text)
  return address === null ? null : (pools.find((pool) => poolHas(pool, address)) ?? null)
}
