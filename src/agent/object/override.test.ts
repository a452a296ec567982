import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EndpointVerdict } from '../model/verdict.ts'
import { sharingKey } from '../stock/sharing-key.ts'
import { lease } from '../stock/test-wishes.ts'
import { readOverride } from './override.ts'
import { overrideStatusPatch } from './override-status.ts'

const key = sharingKey(lease.owner, 'front')
const metadata = { namespace: 'lease', name: key, uid: 'u-1', creationTimestamp: '2026-01-31T12:00:00Z' }
const spec = { owner: lease.owner, endpoint: 'front' }
const port = {
  lease: { dseq: '257261', gseq: 1, oseq: 1 },
  service: 'web',
  externalPort: 443,
  port: 8443,
  protocol: 'TCP',
}
const source = {
  kind: 'LeasedIPOverride',
  namespace: 'lease',
  name: key,
  uid: 'u-1',
  createdAt: new Date(metadata.creationTimestamp),
}
const read = (part: object, meta: object = metadata) =>
  readOverride({ metadata: meta, spec: { ...spec, ...part } }, lease.provider)
const wishOf = (part: object) => {
  const reading = read(part)
  return 'wish' in reading ? reading.wish : reading.fault.message
}
const words = (part: object) => {
  const reading = read(part)
  return 'fault' in reading ? reading.fault.message : reading.wish
}

describe('a LeasedIPOverride', () => {
  it('may ask for nothing', () => {
    expect(read({})).toEqual({
      wish: {
        source,
        owner: lease.owner,
        sharingKey: key,
        address: null,
        holdUntil: null,
        ports: [],
        closed: [],
      },
    })
  })

  it('names the lease of a port by its numbers, of which all but the first are 1 as a rule', () => {
    const wanted = [{ ...port, lease, protocol: 'TCP' }]
    expect(wishOf({ ports: [port] })).toMatchObject({ ports: wanted })
    expect(wishOf({ ports: [{ ...port, lease: { dseq: '257261' } }] })).toMatchObject({ ports: wanted })
  })

  it('pins an address, whose text becomes canonical', () => {
    expect(wishOf({ address: '2001:DB8:0::1' })).toMatchObject({ address: '2001:db8::1' })
  })

  it('holds until a time, or for a time after it was made', () => {
    const until = '2026-03-01T00:00:00Z'
    expect(wishOf({ hold: { until } })).toMatchObject({ holdUntil: new Date(until) })
    expect(wishOf({ hold: { ttlSeconds: 90 } })).toMatchObject({
      holdUntil: new Date('2026-01-31T12:01:30Z'),
    })
  })

  it.each([
    ['an address that is none', { address: '192.0.2.300' }, /^spec\.address is "192\.0\.2\.300"/],
    ['a hold without end', { hold: {} }, /^spec\.hold is \{\}: it must have either/],
    ['two ends of a hold', { hold: { until: 'x', ttlSeconds: 1 } }, /either until or ttlSeconds/],
    ['a hold that ends at no time', { hold: { until: 'soon' } }, /^spec\.hold\.until is "soon"/],
    ['a hold that is too long', { hold: { ttlSeconds: 1e9 } }, /from 1 to 31622400/],
    ['a port twice', { ports: [port, { ...port, port: 1 }] }, /TCP\/443 stands twice/],
    ['a port open and closed', { ports: [port], closed: ['TCP/443'] }, /TCP\/443 stands twice/],
    ['a closed port that is none', { closed: ['tcp/80'] }, /^spec\.closed\[0\] is "tcp\/80"/],
    ['a closed port too high', { closed: ['TCP/70000'] }, /^spec\.closed\[0\] is "TCP\/70000"/],
    ['ports that are no list', { ports: 5 }, /^spec\.ports is 5: it must be a list of at most 64/],
    ['a port of no lease', { ports: [{ ...port, lease: {} }] }, /^spec\.ports\[0\]\.lease\.dseq is absent/],
    ['a service name without end', { ports: [{ ...port, service: 'x'.repeat(60) }] }, /cannot be opened/],
  ])('with %s is a fault', (_name, part, wanted) => {
    expect(words(part)).toMatch(wanted)
  })

  it('has the endpoint’s sharing key as its name, so there is one for each endpoint', () => {
    const reading = read({ endpoint: 'meYOU' })
    expect(reading).toMatchObject({
      fault: {
        message: expect.stringContaining('it must be "akash1h24fljt7p0nh82cq0za0uhsct3sfwsfu9w3c9h-ip-ps9p'),
      },
    })
  })

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (any, ports, hold) => {
        readOverride(any, lease.provider)
        read({ ports, hold })
        read({ ports: [ports], closed: [hold] })
      }),
    )
  })
})

describe('the status of an override', () => {
  const verdict: EndpointVerdict = {
    owner: lease.owner,
    sharingKey: key,
    state: 'held',
    address: '192.0.2.1',
    pool: 'default',
    until: new Date('2026-03-01T00:00:00Z'),
    pending: null,
    ports: [],
  }

  it('says what is', () => {
    expect(overrideStatusPatch(verdict, 3)).toEqual({
      status: {
        state: 'held',
        address: '192.0.2.1',
        until: '2026-03-01T00:00:00.000Z',
        reason: null,
        message: null,
        observedGeneration: 3,
      },
    })
  })

  it('says why something is not, and takes away what was said before', () => {
    const pending = { reason: 'ADDRESS_TAKEN', message: '192.0.2.1 is held by akash1other' } as const
    expect(
      overrideStatusPatch({ ...verdict, state: 'pending', address: null, until: null, pending }, 3),
    ).toMatchObject({ status: { state: 'pending', address: null, until: null, ...pending } })
    const fault = read({ address: 'x' })
    expect('fault' in fault && overrideStatusPatch(fault.fault, 4)).toMatchObject({
      status: { state: 'invalid', reason: 'WISH_INVALID', observedGeneration: 4 },
    })
    expect(overrideStatusPatch(null, 1)).toMatchObject({ status: { state: 'pending', reason: null } })
  })
})
