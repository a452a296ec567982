import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRefusal, refusalMeaning } from './refusal.ts'

const failed = (words: string) => `Failed to allocate IP for "lease/web-ip-80-tcp": ${words}`

describe('MetalLB’s words', () => {
  it.each([
    ['no available IPs', { kind: 'exhausted', pool: null }],
    ['no available IPs in pool default', { kind: 'exhausted', pool: 'default' }],
    ['no available IPs in pool default for ipv4 IPFamily', { kind: 'exhausted', pool: 'default' }],
    ['no suitable pool for ipv6 IPFamily', { kind: 'exhausted', pool: null }],
    ['["203.0.113.9"] is not allowed in config', { kind: 'not-in-pool', address: '203.0.113.9' }],
    ['["2001:db8:0::1"] is not allowed in config', { kind: 'not-in-pool', address: '2001:db8::1' }],
    [
      `can't change sharing key for "lease/a", address also in use by elsewhere/b,other/c`,
      { kind: 'sharing-key', holders: ['elsewhere/b', 'other/c'] },
    ],
    [`can't change sharing key for "lease/a", address also in use by `, { kind: 'sharing-key', holders: [] }],
    [
      'port TCP/80 is already in use on "198.51.100.0"',
      { kind: 'port-taken', protocol: 'TCP', port: 80, address: '198.51.100.0' },
    ],
    ['pool default not compatible for ip assignment', { kind: 'pool-not-compatible', pool: 'default' }],
    ['unknown pool "nope"', { kind: 'pool-unknown', pool: 'nope' }],
    ['invalid metallb.io/loadBalancerIPs: "x"', { kind: 'other' }],
    [
      'requested loadBalancer IP(s) ["192.0.2.1"] does not match the ipFamily of the service',
      { kind: 'other' },
    ],
  ])('%s', (words, meaning) => {
    expect(refusalMeaning(failed(words))).toEqual(meaning)
  })
})

describe('an Event of MetalLB', () => {
  const event = {
    metadata: { creationTimestamp: '2026-01-31T11:00:00Z' },
    involvedObject: { uid: 'u-1' },
    reason: 'AllocationFailed',
    message: failed('no available IPs'),
    firstTimestamp: '2026-01-31T12:00:00Z',
    lastTimestamp: '2026-01-31T12:05:00Z',
    eventTime: null,
  }

  it('is a refusal of the object with that uid, at its newest time', () => {
    expect(readRefusal(event)).toEqual({
      uid: 'u-1',
      refusal: { reason: event.reason, message: event.message, at: new Date('2026-01-31T12:05:00Z') },
    })
  })

  it('may have only its own time of creation, or be a series', () => {
    const bare = { ...event, firstTimestamp: null, lastTimestamp: null }
    expect(readRefusal(bare)?.refusal.at).toEqual(new Date('2026-01-31T11:00:00Z'))
    const series = { ...event, series: { lastObservedTime: '2026-01-31T13:00:00.000001Z' } }
    expect(readRefusal(series)?.refusal.at).toEqual(new Date('2026-01-31T13:00:00Z'))
  })

  it.each([
    ['another reason', { reason: 'IPAllocated' }],
    ['no object', { involvedObject: {} }],
    ['no time', { metadata: {}, firstTimestamp: 'x', lastTimestamp: null }],
  ])('with %s is no refusal', (_name, part) => {
    expect(readRefusal({ ...event, ...part })).toBeNull()
  })

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (any, part) => {
        readRefusal(any)
        readRefusal({ ...event, metadata: part, involvedObject: any })
      }),
    )
  })
})
