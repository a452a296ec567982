import type { ClusterView } from '../model/cluster-view.ts'
import type { EndpointWish } from '../model/endpoint-wish.ts'
import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'
import { type PortWish, portKey } from '../model/port-wish.ts'
import type { Pending } from '../model/verdict.ts'
import { leaseNamespace } from '../stock/lease-namespace.ts'
import { portServiceName } from '../stock/port-service-name.ts'
import { readSharingKey } from '../stock/sharing-key.ts'
import { placeKey } from './endpoint.ts'
import { byAge } from './waiting-order.ts'

/** A wish with the place of its Service. */
export interface PlacedWish {
  readonly wish: PortWish
  readonly namespace: string
  readonly name: string
}

export interface AdmittedWishes {
  /** By sharing key, those that have waited longest first. */
  readonly admitted: ReadonlyMap<string, readonly PlacedWish[]>
  readonly refused: ReadonlyMap<string, readonly { readonly wish: PortWish; readonly pending: Pending }[]>
  /** Which endpoint a Service's name belongs to: by "namespace/name". */
  readonly names: ReadonlyMap<string, string>
}

/** Of the same lists they are the same: what is wished changes far less often than what is planned. */
const known = new WeakMap<
  object,
  { readonly endpoints: object; readonly provider: string; readonly wishes: AdmittedWishes }
>()

/** As `admitWishes`, which is not done twice for the same lists. */
export function admittedWishes(
  view: Pick<ClusterView, 'ports' | 'endpoints'>,
  provider: string,
): AdmittedWishes {
  const { ports, endpoints } = view
  const found = known.get(ports)
  if (found?.endpoints === endpoints && found.provider === provider) return found.wishes
  const wishes = admitWishes(view, provider)
  known.set(ports, { endpoints, provider, wishes })
  return wishes
}

/**
 * Which wishes are followed: of several for one number of an endpoint, and of several that need a Service of the same name,
 * the one that has waited longest.
 */
function admitWishes(view: Pick<ClusterView, 'ports' | 'endpoints'>, provider: string): AdmittedWishes {
  const admitted = new Map<string, PlacedWish[]>()
  const refused = new Map<string, { wish: PortWish; pending: Pending }[]>()
  const numbers = new Map<string, PortWish>()
  const names = new Map<string, string>()
  for (const wish of allWishes(view)) {
    const placed = { wish, namespace: namespaceOf(wish.lease), name: portServiceName(wish) }
    const number = `${wish.sharingKey} ${portKey(wish)}`
    const holder = names.get(placeKey(placed))
    const pending =
      wishFault(wish, provider) ?? numberTaken(wish, numbers.get(number)) ?? nameTaken(placed, holder)
    if (pending !== null) push(refused, wish.sharingKey, { wish, pending })
    else {
      push(admitted, wish.sharingKey, placed)
      numbers.set(number, wish)
      names.set(placeKey(placed), wish.sharingKey)
    }
  }
  return { admitted, refused, names }
}

const namespaces = new WeakMap<LeaseRef, string>()

/** Of the same object it is hashed once. */
export function namespaceOf(lease: LeaseRef): string {
  const known = namespaces.get(lease) ?? leaseNamespace(lease)
  namespaces.set(lease, known)
  return known
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

/** An override's ports stand in the place of the manifest's. */
function allWishes({ ports, endpoints }: Pick<ClusterView, 'ports' | 'endpoints'>): PortWish[] {
  const replaced = new Set(
    endpoints.flatMap((override) =>
      [...override.ports.map(portKey), ...override.closed].map((port) => `${override.sharingKey} ${port}`),
    ),
  )
  const stock = ports.filter((wish) => !replaced.has(`${wish.sharingKey} ${portKey(wish)}`))
  return [...stock, ...endpoints.flatMap(portsOf)].sort((a, b) => byAge(a.source, b.source))
}

const portsOf = ({ ports, sharingKey, source }: EndpointWish): PortWish[] =>
  ports.map((port) => ({ ...port, sharingKey, source }))

/** A key that named another owner would put two owners on one address. */
function wishFault({ lease, sharingKey }: PortWish, provider: string): Pending | null {
  const invalid = (message: string): Pending => ({ reason: 'WISH_INVALID', message })
  if (lease.provider !== provider)
    return invalid(`the lease is of provider ${lease.provider}, and this agent works for ${provider}`)
  return readSharingKey(sharingKey)?.owner === lease.owner
    ? null
    : invalid(`the sharing key "${sharingKey}" does not name the lease's owner ${lease.owner}`)
}

const numberTaken = (wish: PortWish, first: PortWish | undefined): Pending | null =>
  first === undefined
    ? null
    : {
        reason: 'PORT_TAKEN',
        message: `${portKey(wish)} of this endpoint belongs to lease ${leaseRefKey(first.lease)}, which asked for it first`,
      }

const nameTaken = (placed: PlacedWish, holder: string | undefined): Pending | null =>
  holder === undefined
    ? null
    : {
        reason: 'PORT_TAKEN',
        message: `its Service would be ${placeKey(placed)}, and that is the one of endpoint ${holder}: one service of a lease opens a number on one endpoint only`,
      }
