import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Draft, Service } from '../kube/kube-objects.ts'
import type { PortPlan } from '../model/action.ts'
import type { AnchorNote } from '../model/observed-service.ts'
import { leaseNamespace } from '../stock/lease-namespace.ts'
import { portServiceName } from '../stock/port-service-name.ts'
import { sharingKey } from '../stock/sharing-key.ts'
import { addresses, lease, leaseRefs, portWishes, wish } from '../stock/test-wishes.ts'
import { anchorName, buildAnchor, noteAnchorPatch, repinAnchorPatch } from './anchor.ts'
import { buildPortService, openPortPatch, pinPortPatch, retargetPortPatch } from './port-service.ts'
import { readService } from './read-service.ts'

const AGENT = 'ipgw-agent'

/** As the API server would give it back, with the address that MetalLB gave. */
function stored(draft: Draft<Service>, ...ips: string[]) {
  return {
    ...draft,
    metadata: {
      uid: 'u-9',
      resourceVersion: '7',
      creationTimestamp: '2026-01-31T12:00:00Z',
      ...draft.metadata,
    },
    status: { loadBalancer: { ingress: ips.map((ip) => ({ ip, ipMode: 'VIP' })) } },
  }
}

/** RFC 7396, as the API server does it. */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const result: Record<string, unknown> = { ...(target as object) }
  for (const [key, value] of Object.entries(patch))
    if (value === null) delete result[key]
    else result[key] = merged(result[key], value)
  return result
}

const planOf = (any: typeof wish, spare: number | null = null): PortPlan => ({
  wish: any,
  namespace: leaseNamespace(any.lease),
  name: portServiceName(any),
  address: '198.51.100.7',
  spare,
})

const moments = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true })
const notes: fc.Arbitrary<AnchorNote> = fc
  .record({
    owner: addresses,
    endpoint: fc.string({ minLength: 1 }),
    state: fc.constantFrom('leased' as const, 'held' as const, 'quarantined' as const),
    since: moments,
    until: moments,
    leases: fc.array(leaseRefs, { maxLength: 4 }),
  })
  .map(({ endpoint, ...note }) => ({
    ...note,
    sharingKey: sharingKey(note.owner, endpoint),
    until: note.state === 'leased' ? null : note.until,
  }))

describe('an anchor', () => {
  const note: AnchorNote = {
    owner: lease.owner,
    sharingKey: wish.sharingKey,
    state: 'leased',
    since: new Date('2026-01-31T12:00:00Z'),
    until: null,
    leases: [lease],
  }

  it('is what MetalLB shares with every TCP and UDP port, and what no stock operator finds', () => {
    const { metadata, spec } = buildAnchor({ namespace: AGENT, address: '198.51.100.7', note })
    expect(metadata.name).toMatch(/^anchor-[0-9a-v]{24}$/)
    expect(metadata.labels).toEqual({
      'akash.network/service-target': 'metal-lb',
      'ipgw.akash.network/anchor': 'true',
      'ipgw.akash.network/state': 'leased',
    })
    expect(metadata.annotations).toMatchObject({
      'metallb.io/allow-shared-ip': wish.sharingKey,
      'metallb.io/loadBalancerIPs': '198.51.100.7',
    })
    expect(spec).toEqual({
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Cluster',
      allocateLoadBalancerNodePorts: false,
      ipFamilyPolicy: 'SingleStack',
      ipFamilies: ['IPv4'],
      ports: [{ name: 'anchor', protocol: 'SCTP', port: 1, targetPort: 1 }],
    })
  })

  it('is read back as it was built', () => {
    fc.assert(
      fc.property(notes, (any) => {
        const draft = buildAnchor({ namespace: AGENT, address: '2001:db8::7', note: any })
        const read = readService(stored(draft, '2001:DB8:0::7'), AGENT)
        expect(read).toMatchObject({ role: 'anchor', anchor: any, lease: null, service: null })
        expect(read).toMatchObject({
          pin: '2001:db8::7',
          address: '2001:db8::7',
          name: anchorName(any.sharingKey),
        })
        expect(read.sharingKey === any.sharingKey).toBe(any.state !== 'quarantined')
      }),
    )
  })

  it('remembers what a patch says, in every change of state', () => {
    fc.assert(
      fc.property(notes, notes, (first, second) => {
        const next = { ...second, owner: first.owner, sharingKey: first.sharingKey }
        const before = stored(buildAnchor({ namespace: AGENT, address: '192.0.2.1', note: first }))
        const after = stored(buildAnchor({ namespace: AGENT, address: '192.0.2.1', note: next }))
        expect(merged(before, noteAnchorPatch('u-9', next))).toEqual(after)
        expect(readService(merged(after, repinAnchorPatch('u-9', '192.0.2.2')), AGENT).pin).toBe('192.0.2.2')
      }),
    )
  })

  it.each([
    ['a lease lost', { 'ipgw.akash.network/leases': '["akash1x/1/1/1/akash1y"]' }],
    ['no list of leases', { 'ipgw.akash.network/leases': 'none' }],
    ['another owner', { 'ipgw.akash.network/owner': 'akash1x' }],
    ['a state that is none', { 'ipgw.akash.network/state': 'gone' }],
    ['a hold without end', { 'ipgw.akash.network/state': 'held' }],
    ['no beginning', { 'ipgw.akash.network/since': 'yesterday' }],
    ['an end that is none', { 'ipgw.akash.network/until': 'never' }],
  ])('with %s remembers nothing', (_name, annotations) => {
    const anchor = stored(buildAnchor({ namespace: AGENT, address: '192.0.2.1', note }))
    const read = readService(merged(anchor, { metadata: { annotations } }), AGENT)
    expect(read).toMatchObject({ role: 'anchor', anchor: null, sharingKey: wish.sharingKey })
  })
})

describe('the Service of a port', () => {
  it('is the stock operator’s, with a pin', () => {
    expect(buildPortService(planOf(wish))).toEqual({
      metadata: {
        namespace: 'l1oei1lddba1enkk4ngnkb63ouu8mh6efe3s2ub4gcrq4',
        name: 'web-ip-80-tcp',
        labels: {
          'akash.network': 'true',
          'akash.network/service-target': 'metal-lb',
          'akash.network/lease.id.owner': lease.owner,
          'akash.network/lease.id.dseq': '257261',
          'akash.network/lease.id.gseq': '1',
          'akash.network/lease.id.oseq': '1',
          'akash.network/lease.id.provider': lease.provider,
        },
        annotations: {
          'metallb.io/allow-shared-ip': wish.sharingKey,
          'metallb.io/loadBalancerIPs': '198.51.100.7',
        },
      },
      spec: {
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Cluster',
        allocateLoadBalancerNodePorts: false,
        ipFamilyPolicy: 'SingleStack',
        ipFamilies: ['IPv4'],
        ports: [{ name: 'web-ip-80-tcp', protocol: 'TCP', port: 80, targetPort: 3000 }],
        selector: { 'akash.network': 'true', 'akash.network/manifest-service': 'web' },
      },
    })
  })

  it('is read back as it was built, and after it waited on a spare port', () => {
    const spares = fc.option(fc.integer({ min: 2, max: 65535 }))
    fc.assert(
      fc.property(portWishes, spares, (any, spare) => {
        const built = stored(buildPortService(planOf(any, spare)), '198.51.100.7')
        const read = readService(built, AGENT)
        expect(read).toMatchObject({
          role: 'port',
          lease: any.lease,
          service: any.service,
          sharingKey: any.sharingKey,
          keyPrefix: 'metallb.io',
          pin: '198.51.100.7',
          address: '198.51.100.7',
          policy: 'Cluster',
          anchor: null,
        })
        const real = { protocol: any.protocol, port: any.externalPort, targetPort: any.port }
        expect(read.ports).toEqual([spare === null ? real : { ...real, protocol: 'SCTP', port: spare }])
        const open = merged(built, openPortPatch('u-9', planOf(any, spare)))
        expect(open).toEqual(stored(buildPortService(planOf(any)), '198.51.100.7'))
      }),
    )
  })

  it('goes to other pods, and keeps its number', () => {
    const other = { ...wish, service: 'api', port: 8080 }
    const patched = merged(
      stored(buildPortService(planOf(wish))),
      retargetPortPatch('u-9', { ...planOf(other), name: 'web-ip-80-tcp' }),
    )
    expect(readService(patched, AGENT)).toMatchObject({
      service: 'api',
      ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
    })
  })

  it('of a stock operator is read by its old annotations, and pinned where it is', () => {
    const stock = stored(
      {
        metadata: {
          ...buildPortService(planOf(wish)).metadata,
          annotations: {
            'metallb.universe.tf/allow-shared-ip': wish.sharingKey,
            'metallb.io/ip-allocated-from-pool': 'default',
          },
        },
        spec: { ports: [{ port: 80 }] },
      },
      '198.51.100.3',
    )
    expect(readService(stock, AGENT)).toMatchObject({
      role: 'port',
      sharingKey: wish.sharingKey,
      keyPrefix: 'metallb.universe.tf',
      pin: null,
      pool: 'default',
      service: null,
      ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }],
    })
    const pinned = readService(merged(stock, pinPortPatch('u-9', '198.51.100.3')), AGENT)
    expect(pinned).toMatchObject({ pin: '198.51.100.3', keyPrefix: 'metallb.universe.tf' })
  })

  it('whose labels name no lease has none', () => {
    const draft = buildPortService(planOf(wish))
    const labels = { 'akash.network/lease.id.dseq': 'x' }
    expect(readService(merged(stored(draft), { metadata: { labels } }), AGENT)).toMatchObject({
      role: 'port',
      lease: null,
      address: null,
      pool: null,
    })
  })
})

describe('any other LoadBalancer Service', () => {
  const metadata = { namespace: 'shop', name: 'till', uid: 'u', resourceVersion: '1', creationTimestamp: '' }

  it('is foreign, with all its addresses, IPv4 first', () => {
    const ingress = [{ ip: '2001:db8::1' }, { ip: '192.0.2.1' }]
    expect(readService({ metadata, status: { loadBalancer: { ingress } } }, AGENT)).toMatchObject({
      role: 'foreign',
      address: '192.0.2.1',
      secondAddress: '2001:db8::1',
    })
  })

  it('may have a name in the place of an address', () => {
    const ingress = [{ hostname: 'a.example' }]
    expect(readService({ metadata, status: { loadBalancer: { ingress } } }, AGENT).address).toBeNull()
  })

  it('is foreign in our namespace and in a lease’s too, unless all its labels are there', () => {
    const target = { 'akash.network/service-target': 'metal-lb' }
    const roleOf = (namespace: string, labels: object) =>
      readService({ metadata: { ...metadata, namespace, labels } }, AGENT).role
    expect(roleOf(AGENT, target)).toBe('foreign')
    expect(roleOf(AGENT, { ...target, 'akash.network': 'true' })).toBe('foreign')
    expect(roleOf('shop', { ...target, 'ipgw.akash.network/anchor': 'true' })).toBe('foreign')
    expect(roleOf('shop', { 'akash.network': 'true' })).toBe('foreign')
  })

  it.each([
    ['by two addresses', { 'metallb.io/loadBalancerIPs': '192.0.2.9, 2001:db8::9' }, {}, '192.0.2.9'],
    ['by the old prefix', { 'metallb.universe.tf/loadBalancerIPs': '2001:DB8::9' }, {}, '2001:db8::9'],
    ['by its field', {}, { loadBalancerIP: '192.0.2.9' }, '192.0.2.9'],
    ['to what is no address', { 'metallb.io/loadBalancerIPs': 'here' }, {}, 'here'],
    ['to nothing', { 'metallb.io/loadBalancerIPs': '' }, {}, null],
  ])('is pinned %s', (_name, annotations, spec, pin) => {
    expect(readService({ metadata: { ...metadata, annotations }, spec }, AGENT).pin).toBe(pin)
  })

  it('counts a port that only its pods know by name as 0', () => {
    const spec = { ports: [{ port: 53, protocol: 'UDP', targetPort: 'dns' }], externalTrafficPolicy: 'Local' }
    expect(readService({ metadata, spec }, AGENT)).toMatchObject({
      policy: 'Local',
      ports: [{ protocol: 'UDP', port: 53, targetPort: 0 }],
    })
  })

  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.anything(), (object) => void readService(object, AGENT)))
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (labels, spec, loadBalancer) => {
        readService({ metadata: { labels, annotations: labels }, spec, status: { loadBalancer } }, AGENT)
      }),
    )
  })
})
