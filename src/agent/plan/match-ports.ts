import type { EndpointWish } from '../model/endpoint-wish.ts'
import type { ObservedService } from '../model/observed-service.ts'
import type { PlacedWish } from './admitted-wishes.ts'
import { type Endpoint, holdsPort, isSpare, type Leaver, type PortMatch, placeKey } from './endpoint.ts'

interface Parts {
  readonly key: string
  readonly admitted: readonly PlacedWish[]
  /** The endpoint's port Services. */
  readonly services: readonly ObservedService[]
  /** All Services by "namespace/name". */
  readonly byPlace: ReadonlyMap<string, ObservedService>
  readonly names: ReadonlyMap<string, string>
  readonly override: EndpointWish | null
}

/** Puts wishes and Services of an endpoint side by side. */
export function matchPorts(parts: Parts): Pick<Endpoint, 'ports' | 'leavers'> {
  const { key, admitted, services, byPlace, names } = parts
  const unwished = services.filter((service) => names.get(placeKey(service)) !== key)
  const ports = admitted.map(
    (placed): PortMatch => ({
      ...placed,
      there: byPlace.get(placeKey(placed)) ?? null,
      holders: unwished.filter((service) => holdsPort(service, placed.wish)),
    }),
  )
  const superseded = new Set(ports.flatMap(({ holders }) => holders))
  const leavers = unwished.filter((service) => !superseded.has(service))
  return { ports, leavers: leavers.map((service) => ({ service, why: whyOf(service, parts) })) }
}

function whyOf(service: ObservedService, { names, override }: Parts): Leaver['why'] {
  if (isSpare(service)) return 'spare'
  if (names.has(placeKey(service))) return 'renamed'
  const isClosed = service.ports.every(({ protocol, port }) =>
    override?.closed.includes(`${protocol}/${port}`),
  )
  return isClosed && service.ports.length > 0 ? 'closed' : 'vanished'
}
