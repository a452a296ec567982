import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddressRange } from '#domain/address-range.ts'
import { poolUsage } from './pool-usage.ts'
import { anchorService, foreignService, poolOf, portService } from './test-services.ts'

describe('the usage of a pool', () => {
  it('counts an address once, by the strongest of its uses', () => {
    const usage = poolUsage(poolOf(['192.0.2.0/28'], { cordoned: [parseAddressRange('192.0.2.0/30')] }), [
      anchorService('192.0.2.1', 'leased'),
      portService('192.0.2.1'),
      foreignService('192.0.2.2'),
      anchorService('192.0.2.5', 'held'),
      anchorService('192.0.2.6', 'quarantined'),
      anchorService('192.0.2.7', 'held'),
      portService('192.0.2.7'),
      foreignService('203.0.113.1'),
    ])
    expect(usage).toEqual({
      name: 'default',
      total: 16n,
      inUse: 3n,
      held: 1n,
      quarantined: 1n,
      cordoned: 2n,
      available: 9n,
      leaked: null,
    })
  })

  it('counts the pin of an anchor that waits, and not that of a port', () => {
    const waiting = anchorService(null, 'leased', { pin: '192.0.2.1' })
    const port = portService(null, { pin: '192.0.2.2' })
    const usage = poolUsage(poolOf(['192.0.2.0/30'], { counts: { assigned: 1n, available: 3n } }), [
      waiting,
      port,
    ])
    expect(usage).toMatchObject({ inUse: 1n, available: 3n, leaked: 1n })
  })

  it('leaves out the addresses that avoidBuggyIPs keeps back', () => {
    const pool = poolOf(['192.0.2.0/24'], { avoidBuggyIps: true })
    expect(poolUsage(pool, [portService('192.0.2.0')])).toMatchObject({ total: 254n, inUse: 0n })
  })

  it('sees what MetalLB leaks: more assigned than Services have', () => {
    const counts = { assigned: 101n, available: 155n }
    const services = [portService('192.0.2.1'), foreignService('192.0.2.2')]
    expect(poolUsage(poolOf(['192.0.2.0/24'], { counts }), services).leaked).toBe(99n)
    const behind = { assigned: 1n, available: 255n }
    expect(poolUsage(poolOf(['192.0.2.0/24'], { counts: behind }), services).leaked).toBe(0n)
  })

  it('counts both addresses of a Service with two families', () => {
    const dual = { ...foreignService('192.0.2.1'), secondAddress: '2001:db8::1' }
    expect(poolUsage(poolOf(['192.0.2.0/24', '2001:db8::/64']), [dual])).toMatchObject({
      total: 2n ** 64n + 256n,
      inUse: 2n,
    })
  })

  it('adds up to the total, nothing below zero (I-01)', () => {
    const addresses = fc.nat(70).map((last) => `192.0.2.${last}`)
    const ranges = fc.array(
      fc.tuple(fc.nat(60), fc.nat(9)).map(([from, size]) => `192.0.2.${from}-192.0.2.${from + size}`),
      { minLength: 1, maxLength: 4 },
    )
    const services = fc.array(
      fc.oneof(
        addresses.map((address) => portService(address)),
        addresses.map((address) => foreignService(address)),
        addresses.map((address) => anchorService(null, 'leased', { pin: address })),
        fc
          .tuple(addresses, fc.constantFrom('leased' as const, 'held' as const, 'quarantined' as const))
          .map(([address, state]) => anchorService(address, state)),
      ),
    )
    fc.assert(
      fc.property(ranges, ranges, services, fc.boolean(), (all, cordon, any, avoidBuggyIps) => {
        const pool = poolOf(all, { cordoned: cordon.map(parseAddressRange), avoidBuggyIps })
        const { total, inUse, held, quarantined, cordoned, available } = poolUsage(pool, any)
        expect(inUse + held + quarantined + cordoned + available).toBe(total)
        for (const part of [inUse, held, quarantined, cordoned, available]) expect(part >= 0n).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
