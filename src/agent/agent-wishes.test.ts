import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leaseRefKey } from './model/lease-ref.ts'
import { sharingKey } from './stock/sharing-key.ts'
import { openTestBed, soon, type TestBed } from './test-agent.ts'
import { leaseOf, type TestPort } from './test-cluster.ts'

let bed: TestBed
beforeEach(async () => {
  bed = await openTestBed()
})
afterEach(() => bed.close())

const lease = leaseOf(1)
const key = sharingKey(lease.owner, 'front')
const opened = (...ports: readonly TestPort[]) => bed.opened(...ports)

describe('moving', () => {
  test('a port that goes to another lease of the owner keeps the address, without a moment of the other', async () => {
    const next = leaseOf(2)
    await opened({ lease })
    bed.addNamespace(next)
    bed.removePlip({ lease })
    bed.addPlip({ lease: next })
    await expect.poll(() => bed.portsOf(next), soon).toEqual({ 'TCP/80': '198.51.100.0' })
    await expect.poll(() => bed.portsOf(lease), soon).toEqual({})
    expect(bed.moves()).toEqual([])
  })
})

describe('overrides', () => {
  test('a specific address is given, and the status says so', async () => {
    bed.addOverride(lease, 'front', { address: '198.51.100.9' })
    const { agent } = await opened({ lease })
    expect(agent.state().verdicts[0]?.address).toBe('198.51.100.9')
    await expect
      .poll(() => bed.override(lease, 'front').status, soon)
      .toEqual({ state: 'assigned', address: '198.51.100.9', observedGeneration: 1 })
  })

  test('a port is closed and another opened without a new manifest', async () => {
    await opened({ lease })
    bed.addOverride(lease, 'front', {
      closed: ['TCP/80'],
      ports: [{ lease: { dseq: '1' }, service: 'web', externalPort: 8080, port: 3000 }],
    })
    await expect.poll(() => bed.portsOf(lease), soon).toEqual({ 'TCP/8080': '198.51.100.0' })
  })

  test('a hold keeps the address for its owner after the lease has ended', async () => {
    await opened({ lease })
    const until = new Date(Date.now() + 3_600_000).toISOString()
    bed.addOverride(lease, 'front', { hold: { until } })
    bed.words.set(leaseRefKey(lease), 'ended')
    bed.removePlip({ lease })
    await expect.poll(() => bed.anchors(), soon).toEqual({ [key]: 'held 198.51.100.0' })
    await expect.poll(() => bed.override(lease, 'front').status?.state, soon).toBe('held')
    const next = leaseOf(2)
    bed.addNamespace(next)
    bed.addPlip({ lease: next })
    await expect.poll(() => bed.portsOf(next), soon).toEqual({ 'TCP/80': '198.51.100.0' })
  })

  test('one that cannot be followed says why', async () => {
    bed.addOverride(lease, 'front', { address: 'nonsense' })
    await opened({ lease })
    await expect
      .poll(() => bed.override(lease, 'front').status, soon)
      .toMatchObject({
        state: 'invalid',
        reason: 'WISH_INVALID',
        message: expect.stringContaining('nonsense'),
      })
  })
})

describe('what the workload is told', () => {
  test('the ConfigMap of the lease has the address and the open ports', async () => {
    await opened({ lease }, { lease, externalPort: 53, protocol: 'UDP' })
    await expect
      .poll(() => bed.leasedIps(lease), soon)
      .toEqual([
        {
          endpoint: 'front',
          address: '198.51.100.0',
          ports: [
            { service: 'web', externalPort: 53, port: 3000, protocol: 'UDP' },
            { service: 'web', externalPort: 80, port: 3000, protocol: 'TCP' },
          ],
        },
      ])
    bed.words.set(leaseRefKey(lease), 'ended')
    bed.removePlip({ lease })
    bed.removePlip({ lease, externalPort: 53, protocol: 'UDP' })
    await expect.poll(() => bed.leasedIps(lease), soon).toEqual([])
  })
})
