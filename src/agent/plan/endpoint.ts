import type { EndpointWish } from '../model/endpoint-wish.ts'
import type { ObservedService } from '../model/observed-service.ts'
import type { PortWish } from '../model/port-wish.ts'
import type { Pending } from '../model/verdict.ts'

/** A port that shall be open, and what is there of it. */
export interface PortMatch {
  readonly wish: PortWish
  readonly namespace: string
  readonly name: string
  /** What has this name; null: nothing. */
  readonly there: ObservedService | null
  /** Services of the endpoint that have the number, and to whom it no longer belongs. */
  readonly holders: readonly ObservedService[]
}

/** A port Service that nobody wishes for any more, and why. */
export interface Leaver {
  readonly service: ObservedService
  /**
   * vanished: the wish is gone and nobody said why; closed: an override closes the port; renamed: the same port of the lease
   * is wished on another endpoint, and needs this name; spare: it never opened.
   */
  readonly why: 'vanished' | 'closed' | 'renamed' | 'spare'
}

/** Everything with one sharing key. */
export interface Endpoint {
  readonly key: string
  readonly owner: string
  /** The override; null: none. */
  readonly override: EndpointWish | null
  /** Somebody asks for it in words that cannot be followed. */
  readonly isFaulty: boolean
  readonly ports: readonly PortMatch[]
  /** Wishes that cannot be followed beside the others. */
  readonly refused: readonly { readonly wish: PortWish; readonly pending: Pending }[]
  readonly anchor: ObservedService | null
  /** All its port Services. */
  readonly services: readonly ObservedService[]
  readonly leavers: readonly Leaver[]
}

/** Whether a Service has the number itself, and not a spare one. */
export const holdsPort = (
  service: ObservedService,
  { protocol, externalPort }: Pick<PortWish, 'protocol' | 'externalPort'>,
) => service.ports.some((port) => port.protocol === protocol && port.port === externalPort)

/** No tenant can ask for SCTP: a port Service that has it only waits. */
export const isSpare = (service: ObservedService) =>
  service.ports.length > 0 && service.ports.every(({ protocol }) => protocol === 'SCTP')

interface Named {
  readonly namespace: string
  readonly name: string
}

const places = new WeakMap<Named, string>()

/** "namespace/name". Of the same object it is written, and hashed by the maps that use it, once. */
export function placeKey(named: Named): string {
  const known = places.get(named)
  if (known !== undefined) return known
  const place = `${named.namespace}/${named.name}`
  places.set(named, place)
  return place
}
