import { describe, expect, it } from 'vitest'
import { leaseRefKey } from '../model/lease-ref.ts'
import type { EndpointVerdict, PortVerdict } from '../model/verdict.ts'
import type { PoolObservation } from '../observe/pool-observation.ts'
import { leaseNamespace } from './lease-namespace.ts'
import { readLeasePath, stockLeaseStatus } from './rest-lease-status.ts'
import { stockState } from './rest-state.ts'
import { stockUsage } from './rest-usage.ts'
import { lease, wish } from './test-wishes.ts'

const port = (part: Partial<PortVerdict> = {}): PortVerdict => ({
  lease,
  service: 'web',
  externalPort: 80,
  port: 3000,
  protocol: 'TCP',
  state: 'open',
  pending: null,
  ...part,
})
const holding = (part: Partial<EndpointVerdict> = {}): EndpointVerdict => ({
  owner: lease.owner,
  sharingKey: wish.sharingKey,
  state: 'assigned',
  address: '198.51.100.7',
  pool: 'default',
  until: null,
  pending: null,
  ports: [port()],
  ...part,
})
const pool = (part: Partial<PoolObservation> = {}): PoolObservation => ({
  name: 'default',
  total: 256n,
  inUse: 3n,
  held: 2n,
  quarantined: 1n,
  cordoned: 4n,
  available: 246n,
  leaked: null,
  addresses: ['198.51.100.0/24'],
  cordonedAddresses: [],
  autoAssign: true,
  restricted: false,
  ...part,
})
const usage = (pools: PoolObservation[], holdings: EndpointVerdict[] = []) =>
  stockUsage({ pools, holdings, alarms: [] })

describe('the usage', () => {
  it('counts all that a new lease cannot have', () => {
    expect(usage([pool()])).toEqual({ Available: 256, InUse: 10 })
    expect(usage([pool({ leaked: 5n })])).toEqual({ Available: 256, InUse: 15 })
    expect(usage([pool()], [holding({ state: 'pending', address: null })])).toEqual({
      Available: 256,
      InUse: 11,
    })
  })

  it('adds up the pools that are for all leases, and leaves out the others', () => {
    const pools = [pool(), pool({ name: 'b' }), pool({ autoAssign: false }), pool({ restricted: true })]
    expect(usage(pools)).toEqual({ Available: 512, InUse: 20 })
    expect(usage([])).toEqual({ Available: 0, InUse: 0 })
  })

  it('never has more in use than there is', () => {
    const waiting = Array.from({ length: 300 }, () => holding({ state: 'pending', address: null }))
    expect(usage([pool({ leaked: 9999n })], waiting)).toEqual({ Available: 256, InUse: 256 })
  })

  it('stays within numbers that every reader has exactly, however large a pool is', () => {
    const huge = pool({ total: 2n ** 64n, available: 2n ** 64n - 7n })
    expect(usage([huge])).toEqual({ Available: Number.MAX_SAFE_INTEGER, InUse: 0 })
    const cordoned = pool({ total: 2n ** 64n, available: 5n })
    expect(usage([cordoned])).toEqual({
      Available: Number.MAX_SAFE_INTEGER,
      InUse: Number.MAX_SAFE_INTEGER - 5,
    })
  })
})

describe('the status of a lease', () => {
  const other = { ...lease, dseq: 2n }
  const holdings = [
    holding({
      ports: [
        port({ lease: other, externalPort: 22 }),
        port({ externalPort: 80, state: 'pending' }),
        port({ externalPort: 443 }),
        port({ externalPort: 443, protocol: 'UDP' }),
      ],
    }),
    holding({ sharingKey: 'b', address: '198.51.100.8', ports: [port({ service: 'game' })] }),
    holding({ sharingKey: 'c', address: null, ports: [port({ state: 'open' })] }),
  ]
  const entry = { Port: 3000, ExternalPort: 443, ServiceName: 'web', IP: '198.51.100.7', Protocol: 'TCP' }

  it('has its open ports, under stock’s names', () => {
    expect(stockLeaseStatus(holdings, lease, 'whole')).toEqual([
      entry,
      { ...entry, Protocol: 'UDP' },
      { ...entry, ExternalPort: 80, ServiceName: 'game', IP: '198.51.100.8' },
    ])
    expect(stockLeaseStatus(holdings, other, 'whole')).toMatchObject([{ ExternalPort: 22 }])
    expect(stockLeaseStatus(holdings, { ...lease, oseq: 9 }, 'whole')).toEqual([])
    expect(stockLeaseStatus(holdings, { ...lease, gseq: 9 }, 'whole')).toEqual([])
    expect(stockLeaseStatus(holdings, { ...lease, provider: lease.owner }, 'whole')).toEqual([])
  })

  it('has one of each endpoint in brief', () => {
    expect(stockLeaseStatus(holdings, lease, 'brief').map(({ IP }) => IP)).toEqual([
      '198.51.100.7',
      '198.51.100.8',
    ])
  })

  it('is of the lease that the path names', () => {
    const path = { owner: lease.owner, dseq: '257261', gseq: '1', oseq: '1' }
    expect(readLeasePath(path, lease.provider)).toEqual(lease)
    for (const part of [
      { owner: 'akash1x' },
      { owner: `${lease.owner}/1` },
      { dseq: 'x' },
      { dseq: '-1' },
      { dseq: '18446744073709551616' },
      { gseq: '4294967296' },
      { oseq: '1.0' },
      { oseq: '' },
    ])
      expect(readLeasePath({ ...path, ...part }, lease.provider), JSON.stringify(part)).toBeNull()
  })
})

describe('the state', () => {
  it('lists ports by lease, also those of one number', () => {
    const ports = [port(), port({ protocol: 'UDP', state: 'pending' })]
    const entry = {
      'lease-id': { ...lease, dseq: 257261 },
      namespace: leaseNamespace(lease),
      port: 3000,
      'external-port': 80,
      'service-name': 'web',
      'sharing-key': wish.sharingKey,
      protocol: 'TCP',
    }
    expect(stockState([holding({ ports }), holding({ ports: [] })])).toEqual({
      [leaseRefKey(lease)]: [entry, { ...entry, protocol: 'UDP' }],
    })
  })
})
