import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leaseRefKey } from '../model/lease-ref.ts'
import { base32hex } from './base32hex.ts'
import { leaseLabelFault, leaseLabels, readLeaseLabels, readLeaseRefKey } from './lease-labels.ts'
import { leaseNamespace } from './lease-namespace.ts'
import { portServiceName, serviceNameFault } from './port-service-name.ts'
import { readSharingKey, sharingKey } from './sharing-key.ts'
import { addresses, lease, leaseRefs } from './test-wishes.ts'

describe('names of the stock provider', () => {
  it('a lease’s namespace', () => {
    expect(leaseNamespace(lease)).toBe('l1oei1lddba1enkk4ngnkb63ouu8mh6efe3s2ub4gcrq4')
  })

  it.each([
    ['', ''],
    ['f', 'co'],
    ['fo', 'cpng'],
    ['foo', 'cpnmu'],
    ['foob', 'cpnmuog'],
    ['fooba', 'cpnmuoj1'],
    ['foobar', 'cpnmuoj1e8'],
  ])('base32hex of "%s" (RFC 4648 §10)', (text, wanted) => {
    expect(base32hex(Buffer.from(text))).toBe(wanted)
  })

  it('a sharing key keeps a plain name and hashes another', () => {
    expect(sharingKey('akash1a', 'web-1')).toBe('akash1a-ip-web-1')
    expect(sharingKey('akash1a', 'meYOU')).toBe('akash1a-ip-ps9pn7rkocct7m9ivtovuktb')
    expect(sharingKey('akash1a', 'a_b')).toMatch(/^akash1a-ip-[0-9a-v]{24}$/)
  })

  it('a sharing key tells its owner, whatever the endpoint is called', () => {
    const names = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.stringMatching(/^[a-z0-9-]+$/),
      fc.constant('-ip-'),
    )
    fc.assert(
      fc.property(addresses, names, (owner, name) => {
        const key = readSharingKey(sharingKey(owner, name))
        expect(key?.owner).toBe(owner)
        if (/^[a-z\d-]+$/.test(name)) expect(key?.endpoint).toBe(name)
      }),
    )
  })

  it.each(['', 'akash1a', 'akash1a-ip-', '-ip-web', 'akash1a-ip-We', 'quarantine-ps9p', 'a b-ip-web'])(
    '"%s" is no sharing key',
    (key) => {
      expect(readSharingKey(key)).toBeNull()
    },
  )

  it('a port’s Service', () => {
    expect(portServiceName({ service: 'Web', externalPort: 80, protocol: 'TCP' })).toBe('web-ip-80-tcp')
    expect(serviceNameFault('web-ip-80-tcp')).toBeNull()
  })

  it.each([
    [`${'a'.repeat(54)}-ip-80-tcp`, /64 characters, over 63/],
    ['1web-ip-80-tcp', /begin with a letter/],
    ['we_b-ip-80-tcp', /must be a-z, 0-9/],
  ])('a name that Kubernetes refuses: %s', (name, words) => {
    expect(serviceNameFault(name)).toMatch(words)
  })

  it('labels and keys name the same lease again', () => {
    fc.assert(
      fc.property(leaseRefs, (ref) => {
        expect(readLeaseLabels(leaseLabels(ref))).toEqual(ref)
        expect(readLeaseRefKey(leaseRefKey(ref))).toEqual(ref)
        expect(leaseLabelFault(ref)).toBeNull()
      }),
    )
  })

  it('what names no lease is none', () => {
    expect(readLeaseLabels({})).toBeNull()
    expect(readLeaseLabels({ ...leaseLabels(lease), 'akash.network/lease.id.gseq': '-1' })).toBeNull()
    expect(readLeaseRefKey(`${leaseRefKey(lease)}/0`)).toBeNull()
    expect(readLeaseRefKey('akash1x/1/1/1/akash1y')).toBeNull()
  })

  it('an owner of 32 bytes fits no label', () => {
    const owner = 'akash1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq'
    expect(leaseLabelFault({ ...lease, owner })).toMatch(/lease\.id\.owner .* 66 characters, over 63/)
  })
})
