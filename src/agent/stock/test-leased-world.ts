import type { LeaseRef } from '../model/lease-ref.ts'
import type { EndpointVerdict } from '../model/verdict.ts'
import type { Observation } from '../observe/observation.ts'
import { lease } from './test-wishes.ts'

interface Port {
  readonly order: number
  readonly externalPort: number
  isOpen: boolean
}

interface Endpoint {
  hasAddress: boolean
  ports: Port[]
}

export const leaseOf = (order: number): LeaseRef => ({ ...lease, dseq: BigInt(order) })

/** One pool, and the endpoints of one owner with the leases that use them: what the agent sees. */
export class LeasedWorld {
  readonly total: number
  readonly endpoints = new Map<string, Endpoint>()
  foreign = 0
  cordoned = 0
  #lastPort = 0

  constructor(total: number) {
    this.total = total
  }

  get free(): number {
    const used = [...this.endpoints.values()].filter(({ hasAddress }) => hasAddress).length
    return this.total - used - this.foreign - this.cordoned
  }

  get waiting(): number {
    return [...this.endpoints.values()].filter(({ hasAddress }) => !hasAddress).length
  }

  wish(order: number, key: string): void {
    const endpoint = this.endpoints.get(key) ?? { hasAddress: false, ports: [] }
    this.#lastPort += 1
    endpoint.ports.push({ order, externalPort: this.#lastPort, isOpen: false })
    this.endpoints.set(key, endpoint)
  }

  /** Who waited longest gets an address, if there is one. */
  assign(): void {
    const next = [...this.endpoints.values()].find(({ hasAddress }) => !hasAddress)
    if (next !== undefined && this.free > 0) next.hasAddress = true
  }

  openPort(pick: number): void {
    const closed = [...this.endpoints.values()]
      .filter(({ hasAddress }) => hasAddress)
      .flatMap(({ ports }) => ports.filter(({ isOpen }) => !isOpen))
    const port = closed[pick % closed.length]
    if (port !== undefined) port.isOpen = true
  }

  /** Addresses are held until `release`. */
  close(order: number): void {
    for (const [key, endpoint] of this.endpoints) {
      endpoint.ports = endpoint.ports.filter((port) => port.order !== order)
      if (endpoint.ports.length === 0 && !endpoint.hasAddress) this.endpoints.delete(key)
    }
  }

  release(): void {
    const held = [...this.endpoints].find(([, { ports }]) => ports.length === 0)
    if (held !== undefined) this.endpoints.delete(held[0])
  }

  observation(): Observation {
    const holdings = [...this.endpoints].map(([key, endpoint]) => holdingOf(key, endpoint))
    const count = (state: EndpointVerdict['state']) =>
      BigInt(holdings.filter((holding) => holding.state === state).length)
    const pool = {
      name: 'default',
      total: BigInt(this.total),
      inUse: count('assigned') + BigInt(this.foreign),
      held: count('held'),
      quarantined: 0n,
      cordoned: BigInt(this.cordoned),
      available: BigInt(this.free),
      leaked: 0n,
      addresses: [],
      cordonedAddresses: [],
      autoAssign: true,
      restricted: false,
    }
    return { holdings, pools: [pool], alarms: [] }
  }
}

const holdingOf = (sharingKey: string, { hasAddress, ports }: Endpoint): EndpointVerdict => ({
  owner: lease.owner,
  sharingKey,
  state: !hasAddress ? 'pending' : ports.length === 0 ? 'held' : 'assigned',
  address: hasAddress ? '198.51.100.1' : null,
  pool: 'default',
  until: null,
  pending: null,
  ports: ports.map(({ order, externalPort, isOpen }) => ({
    lease: leaseOf(order),
    service: 'web',
    externalPort,
    port: externalPort,
    protocol: 'TCP',
    state: isOpen ? 'open' : 'pending',
    pending: null,
  })),
})
