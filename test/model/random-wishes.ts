import type { EndpointWish } from '../../src/agent/model/endpoint-wish.ts'
import type { LeaseRef } from '../../src/agent/model/lease-ref.ts'
import type { PortWish } from '../../src/agent/model/port-wish.ts'
import { sharingKey } from '../../src/agent/stock/sharing-key.ts'
import { addressOf, type Random } from '../../src/devnet/simulation/random.ts'
import { HIGHEST } from './pools.ts'

export const OWNERS = ['alice', 'bob', 'carol'].map((name) => addressOf('model', name))
export const ENDPOINTS = ['web', 'mail', 'game'] as const
export const SERVICES = ['web', 'api'] as const
const NUMBERS = [53, 80, 443] as const

/** A port on one of the owner's endpoints; its object has no name yet. */
export function randomWish(random: Random, lease: LeaseRef, wall: Date): PortWish {
  return {
    lease,
    service: random.pick(SERVICES),
    externalPort: random.pick(NUMBERS),
    port: random.between(3000, 3003),
    protocol: random.chance(0.5) ? 'TCP' : 'UDP',
    sharingKey: sharingKey(lease.owner, random.pick(ENDPOINTS)),
    source: { kind: 'ProviderLeasedIP', namespace: 'lease', name: '', uid: '', createdAt: new Date(wall) },
  }
}

interface Circumstances {
  readonly owner: string
  readonly key: string
  /** One that the override can open a port for; null: none. */
  readonly lease: LeaseRef | null
  readonly wall: Date
}

/** An address, a hold, a port, a closed port: each is there or not. */
export function randomOverride(random: Random, { owner, key, lease, wall }: Circumstances): EndpointWish {
  const port = {
    service: random.pick(SERVICES),
    externalPort: random.pick(NUMBERS),
    port: 3000,
    protocol: 'TCP',
  } as const
  return {
    owner,
    sharingKey: key,
    address: random.chance(0.3) ? `198.51.100.${random.between(0, HIGHEST + 2)}` : null,
    holdUntil: random.chance(0.5) ? new Date(wall.getTime() + random.between(1, 1200) * 1000) : null,
    ports: lease !== null && random.chance(0.4) ? [{ lease, ...port }] : [],
    closed: random.chance(0.2) ? ['UDP/53'] : [],
    source: {
      kind: 'LeasedIPOverride',
      namespace: 'ipgw-agent',
      name: key,
      uid: key,
      createdAt: new Date(wall),
    },
  }
}
