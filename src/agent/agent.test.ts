import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leaseRefKey } from './model/lease-ref.ts'
import { sharingKey } from './stock/sharing-key.ts'
import { openPorts, openTestBed, soon, type TestBed } from './test-agent.ts'
import { leaseOf, type TestPort } from './test-cluster.ts'

let bed: TestBed
beforeEach(async () => {
  bed = await openTestBed()
})
afterEach(() => bed.close())

const lease = leaseOf(1)
const key = sharingKey(lease.owner, 'front')
const opened = (...ports: readonly TestPort[]) => bed.opened(...ports)

describe('leasing', () => {
  test('a plip becomes an anchor and an open port on the same address, and is reported', async () => {
    const { agent } = await opened({ lease })
    expect(agent.state().verdicts).toMatchObject([
      { state: 'assigned', address: '198.51.100.0', pool: 'default', pending: null },
    ])
    expect(bed.portsOf(lease)).toEqual({ 'TCP/80': '198.51.100.0' })
    expect(bed.anchors()).toEqual({ [key]: 'leased 198.51.100.0' })
  })

  test('TCP and UDP on the same number and many other ports share the address', async () => {
    const numbers = [80, 443, 53, 1000, 1001, 1002]
    const ports = (['TCP', 'UDP'] as const).flatMap((protocol) =>
      numbers.map((externalPort) => ({ lease, protocol, externalPort })),
    )
    await opened(...ports)
    expect(Object.keys(bed.portsOf(lease))).toHaveLength(12)
    expect(new Set(Object.values(bed.portsOf(lease)))).toEqual(new Set(['198.51.100.0']))
  })

  test('endpoints of two owners never share', async () => {
    const other = leaseOf(2, lease.provider)
    await opened({ lease }, { lease: other })
    expect(new Set(Object.values(bed.anchors())).size).toBe(2)
  })

  test('a port that is added, and one whose target changes, keep the address', async () => {
    await opened({ lease })
    bed.addPlip({ lease, externalPort: 81 })
    await expect
      .poll(() => bed.portsOf(lease), soon)
      .toEqual({ 'TCP/80': '198.51.100.0', 'TCP/81': '198.51.100.0' })
    bed.removePlip({ lease })
    bed.addPlip({ lease, port: 9999 })
    await expect.poll(() => bed.targetOf(lease, 80), soon).toBe(9999)
    expect(bed.moves()).toEqual([])
  })

  test('a namespace that is missing is waited for, in words', async () => {
    const { agent } = bed.startAgent()
    bed.addPlip({ lease })
    await expect
      .poll(() => agent.state().verdicts[0]?.ports[0]?.pending?.reason, soon)
      .toBe('NAMESPACE_MISSING')
    bed.addNamespace(lease)
    await expect.poll(() => openPorts(agent), soon).toBe(1)
  })

  test('whoever finds the pool exhausted waits, is told, and is served when an address is free', async () => {
    const leases = Array.from({ length: 17 }, (_, n) => leaseOf(n + 1))
    for (const each of leases) bed.addNamespace(each)
    const { agent } = bed.startAgent()
    for (const [n, each] of leases.entries()) bed.addPlip({ lease: each, endpoint: `e${n}` })
    await expect.poll(() => openPorts(agent), soon).toBe(16)
    const waiting = agent.state().verdicts.filter(({ pending }) => pending !== null)
    expect(waiting).toMatchObject([{ pending: { reason: 'POOL_EXHAUSTED' } }])
    await expect.poll(() => bed.eventReasons('ProviderLeasedIP'), soon).toContain('PoolExhausted')
    bed.editPool('default', { addresses: ['198.51.100.0/27'] })
    await expect.poll(() => openPorts(agent), soon).toBe(17)
  })
})

describe('the end of a lease', () => {
  test('a wish that vanished is kept while the chain says nothing', async () => {
    bed.words.set(leaseRefKey(lease), 'unknown')
    const { agent } = await opened({ lease })
    bed.removePlip({ lease })
    await expect.poll(() => bed.asked, soon).toContain(leaseRefKey(lease))
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(bed.portsOf(lease)).toEqual({ 'TCP/80': '198.51.100.0' })
    expect(agent.state().verdicts[0]?.ports[0]?.pending?.reason).toBe('CHAIN_UNKNOWN')
  })

  test('an active lease whose wish vanished loses the port after the grace, and keeps the address', async () => {
    await opened({ lease })
    bed.removePlip({ lease })
    await expect.poll(() => bed.portsOf(lease), soon).toEqual({})
    expect(bed.anchors()).toEqual({ [key]: 'leased 198.51.100.0' })
    bed.addPlip({ lease })
    await expect.poll(() => bed.portsOf(lease), soon).toEqual({ 'TCP/80': '198.51.100.0' })
  })

  test('an ended lease loses the port at once, its address goes into quarantine and to nobody else', async () => {
    const { agent } = await opened({ lease })
    bed.words.set(leaseRefKey(lease), 'ended')
    bed.removePlip({ lease })
    bed.removeNamespace(lease)
    await expect.poll(() => bed.anchors(), soon).toEqual({ [key]: 'quarantined 198.51.100.0' })
    const other = leaseOf(2, lease.provider)
    bed.addNamespace(other)
    bed.addPlip({ lease: other })
    await expect.poll(() => openPorts(agent), soon).toBe(1)
    expect(bed.portsOf(other)).toEqual({ 'TCP/80': '198.51.100.1' })
  })
})
