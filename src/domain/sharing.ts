/** A port that a Service opens: MetalLB tells ports apart by protocol and number. */
export interface ServicePort {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP'
  /** 1 to 65535. */
  readonly port: number
}

/** What one LoadBalancer Service holds, or wants to hold, on one address. */
export interface PortHolding {
  /** "namespace/name". */
  readonly service: string
  /** The address in its canonical text. */
  readonly address: string
  /** Its annotation `allow-shared-ip`; "" shares with nobody. */
  readonly sharingKey: string
  /** As backendKeyOf says. */
  readonly backendKey: string
  readonly ports: readonly ServicePort[]
}

/**
 * Why MetalLB refuses a Service on an address that others hold, in MetalLB's words, or null where it does not
 * (checkSharing in internal/allocator/allocator.go). `held` is all that is held on that address; what the same
 * Service holds there already is in nobody's way.
 */
export function sharingRefusal(held: readonly PortHolding[], wanted: PortHolding): string | null {
  const others = held.filter((holding) => holding.service !== wanted.service)
  if (others.some((other) => !mayShare(other, wanted)))
    return `can't change sharing key for ${quote(wanted.service)}, address also in use by ${namesOf(others)}`
  for (const port of wanted.ports)
    if (others.some((other) => other.ports.some((taken) => isSamePort(taken, port))))
      return `port ${port.protocol}/${port.port} is already in use on ${quote(wanted.address)}`
  return null
}

/** Both have a key, the same one, and the same backends. */
const mayShare = (a: PortHolding, b: PortHolding) =>
  a.sharingKey !== '' && a.sharingKey === b.sharingKey && a.backendKey === b.backendKey

const isSamePort = (a: ServicePort, b: ServicePort) => a.port === b.port && a.protocol === b.protocol

const namesOf = (holdings: readonly PortHolding[]) => holdings.map((holding) => holding.service).join(',')

const quote = (text: string) => JSON.stringify(text)

/** The part of a Service's spec that decides with whom it may share. */
export interface Backends {
  readonly externalTrafficPolicy?: string | undefined
  readonly selector?: Readonly<Record<string, string>> | undefined
}

/**
 * Services that share an address must have the same backend key: "" under the policy Cluster, and the selector as text
 * under Local, because the nodes that announce the address must be the same (internal/allocator/k8salloc).
 */
export function backendKeyOf({ externalTrafficPolicy, selector = {} }: Backends): string {
  if (externalTrafficPolicy !== 'Local') return ''
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',')
}
