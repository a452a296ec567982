import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatRange, parseAddressRange } from '#domain/address-range.ts'
import { readPoolCounts } from './pool-counts.ts'
import { readPool } from './read-pool.ts'

const AGENT = 'ipgw-agent'
const metadata = { name: 'default', uid: 'p-1' }
const read = (spec: object, more: object = {}) =>
  readPool({ metadata, spec: { addresses: ['198.51.100.0/24'], ...spec }, ...more }, AGENT)
const isRestricted = (serviceAllocation: unknown) => read({ serviceAllocation }).pool.restricted

describe('a pool', () => {
  it('is read with MetalLB’s defaults', () => {
    expect(read({ addresses: ['198.51.100.0/24', '2001:db8::5 - 2001:db8::9'] })).toEqual({
      pool: {
        name: 'default',
        uid: 'p-1',
        ranges: [parseAddressRange('198.51.100.0/24'), parseAddressRange('2001:db8::5-2001:db8::9')],
        autoAssign: true,
        avoidBuggyIps: false,
        restricted: false,
        cordoned: [],
        counts: null,
      },
      faults: [],
    })
    expect(read({ autoAssign: false, avoidBuggyIPs: true }).pool).toMatchObject({
      autoAssign: false,
      avoidBuggyIps: true,
    })
  })

  it('counts by its status, and by metrics where it has none', () => {
    const status = { assignedIPv4: 3, assignedIPv6: 1, availableIPv4: 253, availableIPv6: 7 }
    const metrics = { assigned: 9n, available: 1n }
    const object = { metadata, spec: { addresses: [] } }
    expect(read({}, { status }).pool.counts).toEqual({ assigned: 4n, available: 260n })
    expect(readPool({ ...object, status }, AGENT, metrics).pool.counts?.assigned).toBe(4n)
    expect(readPool(object, AGENT, metrics).pool.counts).toEqual(metrics)
    expect(readPool({ ...object, status: { assignedIPv4: 1 } }, AGENT).pool.counts).toBeNull()
  })

  it('leaves out addresses that cannot be read, and says so', () => {
    const { pool, faults } = read({ addresses: ['198.51.100.0/24', '198.51.100.9-198.51.100.1', 'x'] })
    expect(pool.ranges.map(formatRange)).toEqual(['198.51.100.0/24'])
    expect(faults).toEqual([
      expect.stringMatching(/^IPAddressPool "default": "198.51.100.9-198.51.100.1" .* after its last/),
      expect.stringMatching(/"x" is not an address range/),
    ])
  })

  it('is cordoned by ranges and single addresses', () => {
    const annotations = {
      'ipgw.akash.network/cordon': '198.51.100.7, 198.51.100.64/30,2001:db8::1,198.51.100.8-198.51.100.9',
    }
    expect(read({}, { metadata: { ...metadata, annotations } }).pool.cordoned.map(formatRange)).toEqual([
      '198.51.100.7/32',
      '198.51.100.64/30',
      '2001:db8::1/128',
      '198.51.100.8/31',
    ])
  })

  it('is cordoned as a whole by a cordon that cannot be read', () => {
    const annotations = { 'ipgw.akash.network/cordon': '198.51.100.7, all' }
    const { pool, faults } = read({}, { metadata: { ...metadata, annotations } })
    expect(pool.cordoned).toEqual(pool.ranges)
    expect(faults[0]).toMatch(/cordon: "all" is not an address range: .* so all of the pool is cordoned/)
  })

  const target = { 'akash.network/service-target': 'metal-lb' }
  it.each([
    ['nothing', {}, false],
    ['only a priority', { priority: 5 }, false],
    ['the agent’s namespace, where ports are not', { namespaces: [AGENT] }, true],
    [
      'Services by the label that ports and anchors have',
      { serviceSelectors: [{ matchLabels: target }] },
      false,
    ],
    [
      'Services by a label of ports alone',
      { serviceSelectors: [{ matchLabels: { 'akash.network': 'true' } }] },
      true,
    ],
    [
      'Services by one of two',
      { serviceSelectors: [{ matchLabels: { a: 'b' } }, { matchLabels: target }] },
      false,
    ],
    [
      'namespaces of leases and ours',
      { namespaces: [AGENT], namespaceSelectors: [{ matchLabels: { 'akash.network': 'true' } }] },
      false,
    ],
    [
      'namespaces of leases alone',
      { namespaceSelectors: [{ matchLabels: { 'akash.network': 'true' } }] },
      true,
    ],
    [
      'both namespaces and Services, of which one does not fit',
      {
        namespaces: [AGENT],
        namespaceSelectors: [{}],
        serviceSelectors: [{ matchLabels: { a: 'b' } }],
      },
      true,
    ],
    ['all namespaces by an empty selector', { namespaceSelectors: [{}] }, false],
    [
      'all but some Services',
      { serviceSelectors: [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['x'] }] }] },
      false,
    ],
    [
      'Services with the label, whatever it says',
      {
        serviceSelectors: [
          {
            matchExpressions: [
              { key: 'akash.network/service-target', operator: 'Exists' },
              { key: 'akash.network/service-target', operator: 'In', values: ['metal-lb'] },
              { key: 'tier', operator: 'DoesNotExist' },
            ],
          },
        ],
      },
      false,
    ],
    [
      'an operator of later',
      { serviceSelectors: [{ matchExpressions: [{ key: 'a', operator: 'Gt' }] }] },
      true,
    ],
  ])('for %s: kept from us or not', (_name, allocation, restricted) => {
    expect(isRestricted(allocation)).toBe(restricted)
  })

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (any, allocation, status) => {
        readPool(any, AGENT)
        read({ addresses: [any], serviceAllocation: allocation }, { status })
        read({ serviceAllocation: { namespaces: any, serviceSelectors: [allocation] } })
      }),
    )
  })
})

describe('MetalLB’s metrics', () => {
  it('count each pool', () => {
    const counts =
      readPoolCounts(`# HELP metallb_allocator_addresses_in_use_total Number of IP addresses in use, per pool
# TYPE metallb_allocator_addresses_in_use_total gauge
metallb_allocator_addresses_in_use_total{pool="default"} 3
# TYPE metallb_allocator_addresses_total gauge
metallb_allocator_addresses_total{pool="default"} 256
metallb_allocator_addresses_total{pool="new"} 4
metallb_allocator_addresses_total{pool="v6"} 9.223372036854775807e+18
metallb_allocator_ipv4_addresses_total{pool="default"} 255
metallb_k8s_client_config_loaded_bool 1
`)
    expect(counts.get('default')).toEqual({ assigned: 3n, available: 253n })
    expect(counts.get('new')).toEqual({ assigned: 0n, available: 4n })
    expect(counts.get('v6')?.available).toBeGreaterThan(2n ** 62n)
    expect(counts.size).toBe(3)
  })

  it('that are something else count nothing', () => {
    expect(readPoolCounts('<html>401</html>').size).toBe(0)
    expect(readPoolCounts('metallb_allocator_addresses_total{pool="a"} NaN').size).toBe(0)
    fc.assert(fc.property(fc.string(), (text) => void readPoolCounts(text)))
  })
})
