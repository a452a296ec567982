import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plipLabels, plipName, readPlip } from './plip.ts'
import { portWishes, wish } from './test-wishes.ts'

const spec = {
  lease_id: { ...wish.lease, dseq: '257261' },
  service_name: 'web',
  port: 3000,
  external_port: 80,
  sharing_key: wish.sharingKey,
  protocol: 'TCP',
}
const metadata = { namespace: 'lease', name: 'a', uid: 'u-1' }
const fault = (object: unknown) => {
  const reading = readPlip(object)
  return 'fault' in reading ? reading.fault : null
}

describe('a ProviderLeasedIP', () => {
  it('is read as the stock provider writes it', () => {
    expect(readPlip({ metadata, spec })).toEqual({ wish })
    expect(plipName(wish)).toBe(`${wish.sharingKey}-tcp-80`)
    expect(plipLabels(wish)).toMatchObject({ 'service-name': 'web', 'external-port': '80', proto: 'TCP' })
  })

  it('says since when it has waited', () => {
    const creationTimestamp = '2026-01-31T12:00:00Z'
    const createdAt = new Date(creationTimestamp)
    expect(readPlip({ metadata: { ...metadata, creationTimestamp }, spec })).toEqual({
      wish: { ...wish, source: { ...wish.source, createdAt } },
    })
  })

  it.each([
    ['a dseq as a number', { lease_id: { ...spec.lease_id, dseq: 257261 } }],
    ['a protocol in small letters', { protocol: 'tcp' }],
    ['no protocol, which means TCP', { protocol: '' }],
  ])('takes %s', (_name, part) => {
    expect(readPlip({ metadata, spec: { ...spec, ...part } })).toEqual({ wish })
  })

  it.each([
    ['no lease', { lease_id: undefined }, /^spec\.lease_id\.owner is absent/],
    ['an owner that is none', { lease_id: { ...spec.lease_id, owner: 'akash1x' } }, /owner is "akash1x": /],
    ['a dseq below zero', { lease_id: { ...spec.lease_id, dseq: '-1' } }, /dseq is "-1": .* 2\^64−1/],
    ['an inexact dseq', { lease_id: { ...spec.lease_id, dseq: 2 ** 53 } }, /dseq is 9007199254740992/],
    ['a dseq that is a list', { lease_id: { ...spec.lease_id, dseq: [1] } }, /dseq is \[1\]/],
    ['a gseq as text', { lease_id: { ...spec.lease_id, gseq: '1' } }, /gseq is "1": .* whole number/],
    ['port 0', { port: 0 }, /^spec\.port is 0: it must be a whole number from 1 to 65535/],
    ['port 65536', { external_port: 65536 }, /^spec\.external_port is 65536/],
    ['half a port', { external_port: 80.5 }, /80\.5/],
    ['SCTP', { protocol: 'SCTP' }, /^spec\.protocol is "SCTP": it must be one of TCP, UDP/],
    ['a protocol that is no text', { protocol: 6 }, /^spec\.protocol is 6/],
    ['another owner’s key', { sharing_key: 'akash1other-ip-web' }, /sharing_key is "akash1other-ip-web"/],
    ['no key', { sharing_key: '' }, /^spec\.sharing_key is ""/],
    ['no service', { service_name: undefined }, /^spec\.service_name is absent/],
    ['a service name without end', { service_name: 'x'.repeat(60) }, /TCP\/80 of "x{60}" cannot be opened/],
  ])('with %s is a fault', (_name, part, words) => {
    expect(fault({ metadata, spec: { ...spec, ...part } })?.message).toMatch(words)
  })

  it('that is a fault still says whose it is, as far as it can be read', () => {
    const found = fault({ metadata, spec: { ...spec, port: 0 } })
    expect(found).toMatchObject({ lease: wish.lease, sharingKey: wish.sharingKey, source: wish.source })
    expect(fault(null)).toMatchObject({ lease: null, sharingKey: null, source: { name: '', uid: '' } })
  })

  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.anything(), (object) => void readPlip(object)))
    const fields = fc.dictionary(fc.constantFrom(...Object.keys(spec)), fc.anything())
    fc.assert(
      fc.property(fields, (part) => void readPlip({ metadata, spec: { ...spec, ...part } })),
      { numRuns: 500 },
    )
  })

  it('is read back from any wish', () => {
    fc.assert(
      fc.property(portWishes, (any) => {
        const object = {
          metadata: any.source,
          spec: {
            lease_id: { ...any.lease, dseq: String(any.lease.dseq) },
            service_name: any.service,
            port: any.port,
            external_port: any.externalPort,
            sharing_key: any.sharingKey,
            protocol: any.protocol,
          },
        }
        expect(readPlip(object)).toEqual({ wish: any })
      }),
    )
  })
})
