import { describe, expect, it } from 'vitest'
import { parseAddressRange } from '#domain/address-range.ts'
import type { ClusterView } from '../model/cluster-view.ts'
import { foreignService, poolOf } from '../pool/test-services.ts'
import { leaseNamespace } from '../stock/lease-namespace.ts'
import {
  anchorOf,
  at,
  key,
  lease,
  linesOf,
  MINUTE,
  otherKey,
  otherLease,
  overrideOf,
  pendingOf,
  planOf,
  portPendingOf,
  SECOND,
  saying,
  secondLease,
  serviceOf,
  start,
  wish,
} from './test-view.ts'

const FIRST = '198.51.100.0'
const refused = (message: string) => ({ reason: 'AllocationFailed', message, at: start })
const assigned = [anchorOf(FIRST), serviceOf(wish, FIRST)]
const otherPool = poolOf(['192.0.2.0/30'])

describe('an endpoint waits', () => {
  it.each<[string, string, Partial<ClusterView>]>([
    ['ADDRESS_PENDING', 'until MetalLB gives the address', { ports: [wish], services: [anchorOf(null)] }],
    [
      'ADDRESS_PENDING',
      'until its old anchor is gone',
      { ports: [wish], services: [anchorOf(FIRST, {}, { deleting: true })] },
    ],
    ['POOL_MISSING', 'for a pool', { ports: [wish], pools: [] }],
    [
      'POOL_MISSING',
      'for a pool that it may use',
      { ports: [wish], pools: [poolOf(['198.51.100.0/30'], { autoAssign: false })] },
    ],
    [
      'POOL_EXHAUSTED',
      'for a free address',
      { ports: [wish], pools: [poolOf(['198.51.100.0/32'])], services: [foreignService(FIRST)] },
    ],
    [
      'POOL_EXHAUSTED',
      'for an address that is not cordoned',
      {
        ports: [wish],
        pools: [poolOf(['198.51.100.0/32'], { cordoned: [parseAddressRange('198.51.100.0/24')] })],
      },
    ],
    [
      'ADDRESS_TAKEN',
      'for the address of its override',
      { ports: [wish], endpoints: [overrideOf({ address: FIRST })], services: [foreignService(FIRST)] },
    ],
    [
      'ADDRESS_NOT_IN_POOL',
      'for a pool with the address of its override',
      { ports: [wish], endpoints: [overrideOf({ address: '192.0.2.1' })] },
    ],
    [
      'ADDRESS_NOT_IN_POOL',
      'for a pool with the address that it had',
      { ports: [wish], pools: [otherPool], services: [anchorOf(null)] },
    ],
    [
      'ADDRESS_CORDONED',
      'until the address of its override is free to take',
      {
        ports: [wish],
        endpoints: [overrideOf({ address: FIRST })],
        pools: [poolOf(['198.51.100.0/30'], { cordoned: [parseAddressRange('198.51.100.0/32')] })],
      },
    ],
    [
      'ADDRESS_TAKEN',
      'while somebody else has its address',
      { ports: [wish], services: [anchorOf(null), foreignService(FIRST)] },
    ],
    [
      'ADDRESS_REFUSED',
      'while MetalLB refuses its address',
      {
        ports: [wish],
        services: [anchorOf(null, {}, { refusal: refused('pool default not compatible for ip assignment') })],
      },
    ],
    [
      'CONFIGURATION_REFUSED',
      'while MetalLB works with an old configuration',
      { ports: [wish], services: [anchorOf(null)], configuration: { valid: false, error: 'CIDR overlaps' } },
    ],
    ['CLUSTER_STALE', 'for an address until the lists are current', { ports: [wish], fresh: false }],
    [
      'CLUSTER_STALE',
      'for its release until the lists are current',
      { services: [anchorOf(FIRST)], chain: saying('ended'), fresh: false },
    ],
    ['CHAIN_UNKNOWN', 'for its release until the chain answers', { services: [anchorOf(FIRST)] }],
    [
      'CHAIN_UNKNOWN',
      'for its release until the chain answers anew',
      { services: [anchorOf(FIRST)], chain: saying('ended', -2 * MINUTE) },
    ],
    [
      'CHAIN_UNKNOWN',
      'when its note cannot be read',
      { services: [{ ...anchorOf(FIRST), anchor: null }], chain: saying('ended') },
    ],
    [
      'WISH_VANISHED',
      'while a lease of it is active',
      { services: [anchorOf(FIRST)], chain: saying('active') },
    ],
    [
      'WISH_INVALID',
      'when somebody asks for it in words that cannot be followed',
      { services: [anchorOf(FIRST)], faults: new Set([key]), chain: saying('ended') },
    ],
    [
      'WISH_INVALID',
      'when an override asks for another address',
      { ports: [wish], services: assigned, endpoints: [overrideOf({ address: '198.51.100.3' })] },
    ],
  ])('with %s %s', (reason, _words, part) => {
    const result = planOf(part)
    expect(pendingOf(result)).toBe(reason)
    expect(result.actions).toEqual([])
  })

  it('with HOLD_QUOTA when its owner holds as many as allowed, and goes into quarantine', () => {
    const hold = { state: 'held', since: start, until: at(60 * MINUTE).wall, leases: [lease] } as const
    const held = ['x', 'y'].map((name) =>
      anchorOf('198.51.100.2', { ...hold, sharingKey: `${lease.owner}-ip-${name}` }),
    )
    const result = planOf({ services: [anchorOf(FIRST), ...held], chain: saying('ended') })
    expect(pendingOf(result)).toBe('HOLD_QUOTA')
    expect(linesOf(result)).toEqual(['note-anchor leased → quarantined'])
    const reserved = planOf({ endpoints: [overrideOf({ holdUntil: at(MINUTE).wall })], services: held })
    expect([pendingOf(reserved), reserved.actions]).toEqual(['HOLD_QUOTA', []])
  })

  it('with what the caller says when it backs off, and gets no actions', () => {
    const pending = { reason: 'BACKING_OFF', message: 'refused three times' } as const
    const result = planOf({ ports: [wish] }, 0, { skip: new Map([[key, pending]]) })
    expect(pendingOf(result)).toBe('BACKING_OFF')
    expect(portPendingOf(result)).toEqual(['BACKING_OFF'])
    expect(result.actions).toEqual([])
  })
})

describe('a port waits', () => {
  const namespace = leaseNamespace(lease)
  const second = { ...wish, lease: secondLease }
  it.each<[string, string, Partial<ClusterView>]>([
    [
      'NAMESPACE_MISSING',
      'for its namespace',
      { ports: [wish], services: [anchorOf(FIRST)], namespaces: new Map() },
    ],
    [
      'NAMESPACE_TERMINATING',
      'while its namespace goes',
      { ports: [wish], services: [anchorOf(FIRST)], namespaces: new Map([[namespace, 'Terminating']]) },
    ],
    ['ADDRESS_PENDING', 'for the address of its endpoint', { ports: [wish], services: [anchorOf(null)] }],
    [
      'ADDRESS_PENDING',
      'until MetalLB gives its Service the address',
      { ports: [wish], services: [anchorOf(FIRST), serviceOf(wish, null)] },
    ],
    [
      'ADDRESS_PENDING',
      'while its Service is being deleted',
      { ports: [wish], services: [anchorOf(FIRST), serviceOf(wish, FIRST, { deleting: true })] },
    ],
    [
      'ADDRESS_PENDING',
      'where a stock operator left it at another address',
      { ports: [wish], services: [anchorOf(FIRST), serviceOf(wish, '198.51.100.1', { pin: null })] },
    ],
    [
      'PORT_TAKEN',
      'where a stranger has the name of its Service',
      {
        ports: [wish],
        services: [anchorOf(FIRST), { ...foreignService('198.51.100.3'), namespace, name: 'web-ip-80-tcp' }],
      },
    ],
    [
      'PORT_TAKEN',
      'where MetalLB says that the number is taken',
      {
        ports: [wish],
        services: [
          anchorOf(FIRST),
          serviceOf(wish, null, { refusal: refused('port TCP/80 is already in use on "198.51.100.0"') }),
        ],
      },
    ],
    [
      'CLUSTER_STALE',
      'for its move until the lists are current',
      {
        ports: [second],
        fresh: false,
        services: [
          anchorOf(FIRST, { leases: [lease, secondLease] }),
          serviceOf(wish, FIRST),
          serviceOf(second, FIRST, { ports: [{ protocol: 'SCTP', port: 2, targetPort: 3000 }] }),
        ],
      },
    ],
    [
      'CLUSTER_STALE',
      'for its end until the lists are current',
      { services: assigned, chain: saying('ended'), fresh: false },
    ],
    ['CHAIN_UNKNOWN', 'for its end until the chain answers', { services: assigned }],
    ['WISH_VANISHED', 'for its end while the grace lasts', { services: assigned, chain: saying('active') }],
    [
      'WISH_INVALID',
      'when somebody asks for its endpoint in words that cannot be followed',
      { services: assigned, faults: new Set([key]), chain: saying('ended') },
    ],
    [
      'WISH_INVALID',
      'when its lease is of another provider',
      { ports: [{ ...wish, lease: { ...lease, provider: lease.owner } }] },
    ],
    ['WISH_INVALID', "when the key names another's endpoint", { ports: [{ ...wish, lease: otherLease }] }],
  ])('with %s %s', (reason, _words, part) => {
    const result = planOf(part)
    expect(portPendingOf(result)).toEqual([reason])
    expect(result.actions).toEqual([])
  })

  it('with PORT_TAKEN when another lease asked for the number first', () => {
    const later = { ...second, source: { ...wish.source, name: 'b', createdAt: at(SECOND).wall } }
    const first = { ...wish, source: { ...wish.source, createdAt: at().wall } }
    const result = planOf({ ports: [later, first], services: assigned })
    expect(portPendingOf(result)).toEqual(['open', 'PORT_TAKEN'])
  })

  it('with PORT_TAKEN when its Service would have the name of another endpoint of the lease', () => {
    const twin = { ...wish, sharingKey: `${lease.owner}-ip-other`, source: { ...wish.source, name: 'b' } }
    const result = planOf({ ports: [twin, wish], services: assigned })
    expect(portPendingOf(result, twin.sharingKey)).toEqual(['PORT_TAKEN'])
    expect(result.actions).toEqual([])
  })

  it('with RELEASES_STOPPED when too many vanished at once, unless the chain says that their leases ended', () => {
    const keys = Array.from({ length: 6 }, (_, number) => `${lease.owner}-ip-e${number}`)
    const services = keys.flatMap((sharingKey, number) => {
      const address = `198.51.100.${number}`
      const own = { ...wish, sharingKey, externalPort: 80 + number }
      return [anchorOf(address, { sharingKey }), serviceOf(own, address)]
    })
    const pools = [poolOf(['198.51.100.0/24'])]
    const seenSince = new Map(services.map(({ uid, sharingKey }) => [`${sharingKey} vanished ${uid}`, 0]))
    const stopped = planOf({ services, pools, seenSince, chain: saying('active') })
    expect(keys.map((each) => portPendingOf(stopped, each))).toEqual(keys.map(() => ['RELEASES_STOPPED']))
    expect(stopped.actions).toEqual([])
    expect(planOf({ services, pools, seenSince, chain: saying('ended') }).actions).toHaveLength(6)
    const few = services.slice(2)
    expect(planOf({ services: few, pools, seenSince, chain: saying('active') }).actions).toHaveLength(5)
  })

  it('for nothing of other endpoints', () => {
    const ours = planOf({
      ports: [{ ...wish, lease: otherLease, sharingKey: otherKey }, wish],
      pools: [poolOf(['198.51.100.0/32'])],
    })
    expect(linesOf(ours)).toHaveLength(2)
    expect([pendingOf(ours), pendingOf(ours, otherKey)].sort()).toEqual(['ADDRESS_PENDING', 'POOL_EXHAUSTED'])
  })
})
