import type { Service } from '../../src/agent/kube/kube-objects.ts'
import { type LeaseRef, leaseRefKey } from '../../src/agent/model/lease-ref.ts'
import type { PortWish } from '../../src/agent/model/port-wish.ts'
import { metallbAnnotation } from '../../src/agent/object/metallb.ts'
import {
  leaseLabels,
  managedLabel,
  serviceLabel,
  targetLabel,
  targetMetalLb,
} from '../../src/agent/stock/lease-labels.ts'
import { leaseNamespace } from '../../src/agent/stock/lease-namespace.ts'
import { plipName } from '../../src/agent/stock/plip.ts'
import { portServiceName } from '../../src/agent/stock/port-service-name.ts'
import { sharingKey } from '../../src/agent/stock/sharing-key.ts'
import { addressOf } from '../../src/devnet/simulation/random.ts'
import { keyOf, type World, type WorldLease, type WorldPool } from './world.ts'

export const PROVIDER = addressOf('model', 'provider')
const OWNERS = ['alice', 'bob', 'carol'].map((name) => addressOf('model', name))
const ENDPOINTS = ['web', 'mail', 'game'] as const
const SERVICES = ['web', 'api'] as const
const NUMBERS = [53, 80, 443] as const
const MAX_LEASES = 8
const HIGHEST = 11
/** Two pools: the second is only sometimes there. */
export const POOLS: readonly WorldPool[] = [
  { name: 'default', spec: { addresses: [`198.51.100.0-198.51.100.${HIGHEST}`] }, cordon: '' },
]

/** Everybody but the agent and MetalLB: tenants, the provider, the chain, the operator, neighbours. */
export class Tenants {
  readonly #world: World
  #dseq = 0n
  /** Wishes that vanished by mistake, and come back. */
  readonly #lost = new Map<string, PortWish>()
  readonly #lostNamespaces = new Set<string>()
  /** Leases whose provider still has to clean up. */
  readonly #closing = new Set<string>()
  hasStock = false

  constructor(world: World) {
    this.#world = world
  }

  /** One thing that somebody does. */
  act(): void {
    const { random } = this.#world
    const acts: readonly [() => void, ...(() => void)[]] = [
      this.#openLease,
      this.#openLease,
      this.#change,
      this.#change,
      this.#migrate,
      this.#migrate,
      this.#drop,
      this.#endLease,
      this.#clean,
      this.#clean,
      this.#clean,
      this.#lose,
      this.#find,
      this.#find,
      this.#override,
      this.#fault,
      this.#editPools,
      this.#neighbour,
      this.#neighbour,
    ]
    random.pick(acts)()
  }

  /** Mistakes are put right, neighbours leave, and the operator restores the pools. */
  calm(): void {
    while (this.#closing.size > 0) this.#clean()
    while (this.#lost.size + this.#lostNamespaces.size > 0) this.#find()
    this.#world.faults.clear()
    for (const key of [...this.#world.services.keys()]) if (key.startsWith('shop/')) this.#world.remove(key)
    if (this.#world.pools !== POOLS) this.#world.setPools(POOLS)
  }

  /** A stock operator runs over everything once: it makes what is missing, and writes all anew from scratch. */
  stock(): void {
    this.hasStock = true
    for (const wish of this.#world.plips.values()) {
      const draft = stockService(wish)
      const there = this.#world.services.get(keyOf(draft))
      if (this.#world.namespaces.get(leaseNamespace(wish.lease)) !== 'Active') continue
      if (there === undefined) this.#world.create(draft)
      else if (shareOf(there) === wish.sharingKey)
        this.#world.replace({
          ...there,
          metadata: { ...there.metadata, ...labelsOf(draft) },
          spec: draft.spec,
        })
    }
  }

  /** Leases that are not closed. */
  #open = (owner: string | null = null): WorldLease[] =>
    [...this.#world.leases.values()].filter(
      (each) => !each.ended && (owner === null || each.lease.owner === owner),
    )

  #any<T>(list: readonly T[]): T | null {
    return list[this.#world.random.between(0, list.length - 1)] ?? null
  }

  readonly #openLease = () => {
    if (this.#open().length >= MAX_LEASES) return this.#endLease()
    this.#dseq += 1n
    const lease = { owner: this.#any(OWNERS) ?? '', dseq: this.#dseq, gseq: 1, oseq: 1, provider: PROVIDER }
    const namespace = leaseNamespace(lease)
    this.#world.leases.set(leaseRefKey(lease), { lease, namespace, ended: false })
    this.#world.setNamespace(namespace, 'Active')
    for (let count = this.#world.random.between(1, 3); count > 0; count -= 1) this.#declare(lease)
  }

  /** As the provider declares a port: nothing where there is one of that name. */
  #declare(lease: LeaseRef): void {
    const { random, wall } = this.#world
    const wish: PortWish = {
      lease,
      service: random.pick(SERVICES),
      externalPort: random.pick(NUMBERS),
      port: random.between(3000, 3003),
      protocol: random.chance(0.5) ? 'TCP' : 'UDP',
      sharingKey: sharingKey(lease.owner, random.pick(ENDPOINTS)),
      source: { kind: 'ProviderLeasedIP', namespace: 'lease', name: '', uid: '', createdAt: new Date(wall) },
    }
    const name = plipName(wish)
    if (this.#world.plips.has(name) || this.#lost.has(name)) return
    this.#world.setPlip(name, { ...wish, source: { ...wish.source, name, uid: name } })
  }

  /** An update of a deployment. */
  readonly #change = () => {
    const { random } = this.#world
    const lease = this.#any(this.#open())
    if (lease === null) return
    const wish = this.#any([...this.#world.plips.values()].filter((each) => each.lease === lease.lease))
    if (wish === null || random.chance(0.3)) return this.#declare(lease.lease)
    const service = random.chance(0.3) ? random.pick(SERVICES) : wish.service
    this.#world.setPlip(wish.source.name, { ...wish, service, port: random.between(3000, 3003) })
  }

  /** All ports of an endpoint of one lease go to another lease of the owner. */
  readonly #migrate = () => {
    const wish = this.#any([...this.#world.plips.values()])
    if (wish === null) return
    const target = this.#any(this.#open(wish.lease.owner))
    if (target === null) return
    for (const [name, each] of this.#world.plips)
      if (each.sharingKey === wish.sharingKey && each.lease === wish.lease)
        this.#world.setPlip(name, { ...each, lease: target.lease })
  }

  readonly #drop = () => {
    const wish = this.#any([...this.#world.plips.values()])
    if (wish !== null) this.#world.setPlip(wish.source.name, null)
  }

  readonly #endLease = () => {
    const lease = this.#any(this.#open())
    if (lease === null) return
    lease.ended = true
    this.#closing.add(leaseRefKey(lease.lease))
  }

  /** The provider cleans up after a lease, bit by bit. */
  readonly #clean = () => {
    const key = this.#any([...this.#closing])
    const lease = key === null ? undefined : this.#world.leases.get(key)
    if (key === null || lease === undefined) return
    const isIts = (wish: PortWish) => wish.lease === lease.lease
    const wish = [...this.#world.plips].find(([, each]) => isIts(each))
    for (const [name, each] of this.#lost) if (isIts(each)) this.#lost.delete(name)
    if (wish !== undefined) return this.#world.setPlip(wish[0], null)
    if (this.#terminate(lease.namespace)) {
      this.#closing.delete(key)
      this.#lostNamespaces.delete(lease.namespace)
    }
  }

  /** One step of a namespace's end; true: it is gone. */
  #terminate(namespace: string): boolean {
    const { namespaces, services } = this.#world
    if (namespaces.get(namespace) === 'Active') this.#world.setNamespace(namespace, 'Terminating')
    for (const key of services.keys())
      if (key.startsWith(`${namespace}/`)) {
        this.#world.remove(key)
        return false
      }
    if (namespaces.has(namespace)) this.#world.setNamespace(namespace, null)
    return true
  }

  /** Wishes, or a namespace, vanish although nobody closed anything. */
  readonly #lose = () => {
    const { random, plips } = this.#world
    const lease = this.#any(this.#open())
    const isAll = random.chance(0.2)
    if (lease === null) return
    if (random.chance(0.2)) {
      while (!this.#terminate(lease.namespace));
      this.#lostNamespaces.add(lease.namespace)
      return
    }
    for (const [name, wish] of [...plips])
      if (isAll || wish.lease === lease.lease) {
        this.#lost.set(name, wish)
        this.#world.setPlip(name, null)
      }
  }

  readonly #find = () => {
    for (const [name, wish] of this.#lost) {
      this.#lost.delete(name)
      if (!this.#world.isEnded(wish.lease) && !this.#world.plips.has(name)) this.#world.setPlip(name, wish)
    }
    for (const namespace of this.#lostNamespaces) this.#world.setNamespace(namespace, 'Active')
    this.#lostNamespaces.clear()
  }

  readonly #override = () => {
    const { random, wall, overrides } = this.#world
    const owner = this.#any(OWNERS) ?? ''
    const key = sharingKey(owner, random.pick(ENDPOINTS))
    if (overrides.has(key) && random.chance(0.7)) return this.#world.setOverride(key, null)
    const lease = this.#any(this.#open(owner))
    const port = {
      service: random.pick(SERVICES),
      externalPort: random.pick(NUMBERS),
      port: 3000,
      protocol: 'TCP',
    } as const
    this.#world.setOverride(key, {
      owner,
      sharingKey: key,
      address: random.chance(0.3) ? `198.51.100.${random.between(0, HIGHEST + 2)}` : null,
      holdUntil: random.chance(0.5) ? new Date(wall.getTime() + random.between(1, 1200) * 1000) : null,
      ports: lease !== null && random.chance(0.4) ? [{ lease: lease.lease, ...port }] : [],
      closed: random.chance(0.2) ? ['UDP/53'] : [],
      source: {
        kind: 'LeasedIPOverride',
        namespace: 'ipgw-agent',
        name: key,
        uid: key,
        createdAt: new Date(wall),
      },
    })
  }

  readonly #fault = () => {
    const { faults, random } = this.#world
    const key = sharingKey(this.#any(OWNERS) ?? '', random.pick(ENDPOINTS))
    if (!faults.delete(key)) faults.add(key)
  }

  /** Behind the agent's back. */
  readonly #editPools = () => {
    const { random, pools, metallb } = this.#world
    if (metallb.phase !== 'running') return
    if (pools !== POOLS && random.chance(0.7)) return this.#world.setPools(POOLS)
    const from = random.between(0, HIGHEST)
    const edits: readonly [readonly WorldPool[], ...(readonly WorldPool[])[]] = [
      [],
      POOLS.map((pool) => ({ ...pool, cordon: `198.51.100.${from}-198.51.100.${HIGHEST}` })),
      POOLS.map((pool) => ({ ...pool, spec: { addresses: [`198.51.100.${from}-198.51.100.${HIGHEST}`] } })),
      POOLS.map((pool) => ({
        ...pool,
        spec: { addresses: [`198.51.100.0-198.51.100.${from}`], avoidBuggyIPs: true },
      })),
      POOLS.map((pool) => ({ ...pool, spec: { ...pool.spec, autoAssign: false } })),
      POOLS.map((pool) => ({ ...pool, spec: { ...pool.spec, serviceAllocation: { namespaces: ['shop'] } } })),
    ]
    this.#world.setPools(random.pick(edits))
  }

  /** Services that are not of leases take and leave addresses. */
  readonly #neighbour = () => {
    const { random, services } = this.#world
    const name = `till-${random.between(0, 2)}`
    if (services.has(`shop/${name}`)) {
      this.#world.remove(`shop/${name}`)
      return
    }
    const pin = random.chance(0.5)
      ? { 'metallb.io/loadBalancerIPs': `198.51.100.${random.between(0, HIGHEST)}` }
      : {}
    const spec = { type: 'LoadBalancer', ports: [{ protocol: 'TCP', port: 80 }] } as const
    this.#world.create({
      metadata: { namespace: 'shop', name, annotations: pin },
      spec,
    })
  }
}

const shareOf = ({ metadata }: Service) =>
  metallbAnnotation(metadata.annotations ?? {}, 'allow-shared-ip')?.value

const labelsOf = ({ metadata }: Pick<Service, 'metadata'>) => ({
  labels: metadata.labels ?? {},
  annotations: metadata.annotations ?? {},
})

/** As the stock operator writes it. */
function stockService(wish: PortWish): Service {
  const { lease, service, externalPort, port, protocol, sharingKey: key } = wish
  const name = portServiceName(wish)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      namespace: leaseNamespace(lease),
      name,
      uid: '',
      resourceVersion: '',
      creationTimestamp: '',
      labels: { [managedLabel]: 'true', [targetLabel]: targetMetalLb, ...leaseLabels(lease) },
      annotations: { 'metallb.universe.tf/allow-shared-ip': key },
    },
    spec: {
      type: 'LoadBalancer',
      selector: { [managedLabel]: 'true', [serviceLabel]: service },
      ports: [{ name, protocol, port: externalPort, targetPort: port }],
    },
  }
}
