import { describe, expect, it } from 'vitest'
import type { EndpointVerdict, PortVerdict } from '../model/verdict.ts'
import { sharingKey } from '../stock/sharing-key.ts'
import { lease } from '../stock/test-wishes.ts'
import { buildConfigMap, isSameConfigMap, leasedIpsByLease } from './config-map.ts'

const other = { ...lease, dseq: 9n }
const port = (externalPort: number, part: Partial<PortVerdict> = {}): PortVerdict => ({
  lease,
  service: 'web',
  externalPort,
  port: 3000,
  protocol: 'TCP',
  state: 'open',
  pending: null,
  ...part,
})
const endpoint = (name: string, address: string | null, ports: readonly PortVerdict[]): EndpointVerdict => ({
  owner: lease.owner,
  sharingKey: sharingKey(lease.owner, name),
  state: address === null ? 'pending' : 'assigned',
  address,
  pool: null,
  until: null,
  pending: null,
  ports,
})
const leasedIpsOf = (...verdicts: EndpointVerdict[]) =>
  [...leasedIpsByLease(verdicts).values()].map((entry) => ({ dseq: entry.lease.dseq, ips: entry.leasedIps }))

describe('the leased IPs of a lease', () => {
  it('are endpoints with an address and their open ports, in order', () => {
    const ports = [port(443), port(53, { protocol: 'UDP' }), port(53), port(22, { state: 'pending' })]
    const [found] = leasedIpsOf(endpoint('b', '192.0.2.2', ports))
    expect(found?.ips[0]).toEqual({
      endpoint: 'b',
      address: '192.0.2.2',
      ports: [
        { service: 'web', externalPort: 53, port: 3000, protocol: 'TCP' },
        { service: 'web', externalPort: 53, port: 3000, protocol: 'UDP' },
        { service: 'web', externalPort: 443, port: 3000, protocol: 'TCP' },
      ],
    })
  })

  it('leave out what is another lease’s on the same endpoint', () => {
    expect(leasedIpsOf(endpoint('b', '192.0.2.2', [port(80), port(81, { lease: other })]))).toMatchObject([
      { dseq: 257261n, ips: [{ ports: [{ externalPort: 80 }] }] },
      { dseq: 9n, ips: [{ ports: [{ externalPort: 81 }] }] },
    ])
  })

  it('are none while no address is there', () => {
    expect(leasedIpsOf(endpoint('b', null, [port(80)]))).toEqual([{ dseq: 257261n, ips: [] }])
  })

  it('become one ConfigMap, the same in any order', () => {
    const a = { endpoint: 'a', address: '192.0.2.1', ports: [] }
    const b = { endpoint: 'b', address: '192.0.2.2', ports: [] }
    const map = buildConfigMap(lease, [b, a])
    expect(map).toEqual(buildConfigMap(lease, [a, b]))
    expect(map.metadata).toMatchObject({
      namespace: 'l1oei1lddba1enkk4ngnkb63ouu8mh6efe3s2ub4gcrq4',
      name: 'akash-leased-ips',
      labels: { 'akash.network': 'true', 'akash.network/lease.id.dseq': '257261' },
    })
    expect(map.data).toEqual({
      'leased-ips.json': JSON.stringify([a, b]),
      'a.address': '192.0.2.1',
      'b.address': '192.0.2.2',
    })
    expect(isSameConfigMap({ data: { ...map.data } }, map)).toBe(true)
    expect(isSameConfigMap({ data: { ...map.data, 'c.address': '' } }, map)).toBe(false)
    expect(isSameConfigMap({ data: { ...map.data, 'a.address': '192.0.2.9' } }, map)).toBe(false)
    expect(isSameConfigMap({}, map)).toBe(false)
  })
})
