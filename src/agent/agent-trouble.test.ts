import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sharingKey } from './stock/sharing-key.ts'
import { openPorts, openTestBed, soon, type TestBed } from './test-agent.ts'
import { leaseOf, type TestPort } from './test-cluster.ts'

let bed: TestBed
beforeEach(async () => {
  bed = await openTestBed()
})
afterEach(() => bed.close())

const lease = leaseOf(1)
const opened = (...ports: readonly TestPort[]) => bed.opened(...ports)

describe('one agent after another', () => {
  test('nothing is written while nothing changes', async () => {
    bed.addOverride(lease, 'front', { address: '198.51.100.3' })
    const { writes } = await opened({ lease }, { lease: leaseOf(2), endpoint: 'back' })
    await bed.quiet(writes)
    const before = writes.length
    // Six plans of everything.
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(writes.slice(before)).toEqual([])
  })

  test('one that is started again finds everything, and writes nothing', async () => {
    bed.addOverride(lease, 'front', { address: '198.51.100.3' })
    const first = await opened({ lease }, { lease: leaseOf(2), endpoint: 'back' })
    await bed.quiet(first.writes)
    await first.agent.stop()
    const { agent, writes } = bed.startAgent()
    await expect.poll(() => openPorts(agent), soon).toBe(2)
    await expect.poll(() => agent.state().leads, soon).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(writes).toEqual([])
  })

  test('of two only one writes; the other sees the same and takes over', async () => {
    const first = await opened({ lease })
    const second = bed.startAgent()
    await expect.poll(() => openPorts(second.agent), soon).toBe(1)
    expect(second.agent.state()).toMatchObject({ leads: false, leader: first.agent.state().leader })
    bed.addPlip({ lease, externalPort: 81 })
    await expect.poll(() => openPorts(second.agent), soon).toBe(2)
    expect(second.writes).toEqual([])
    await first.agent.stop()
    bed.addPlip({ lease, externalPort: 82 })
    await expect.poll(() => openPorts(second.agent), soon).toBe(3)
    expect(second.writes.filter((write) => write.includes('services'))).toEqual([
      'create services web-ip-82-tcp',
    ])
  })

  test('one that observes writes nothing, and sees what another does', async () => {
    const observer = bed.startAgent({ mode: 'observe' })
    await opened({ lease })
    await expect.poll(() => openPorts(observer.agent), soon).toBe(1)
    expect(observer.agent.state()).toMatchObject({ leads: false, leader: null })
    expect(observer.writes).toEqual([])
  })
})

describe('when something goes wrong', () => {
  test('a tenant whose writes fail for ever delays nobody, and is told', async () => {
    const bad = leaseOf(99, lease.provider)
    bed.addNamespace(bad)
    bed.cluster.faults.set({
      internal: { verbs: ['create'], resources: ['services'], namespace: bed.namespaceOf(bad) },
    })
    const started = bed.startAgent()
    bed.addPlip({ lease: bad })
    await expect.poll(() => bed.cluster.faults.hits('internal'), soon).toBeGreaterThan(2)
    bed.addNamespace(lease)
    const startMs = performance.now()
    bed.addPlip({ lease })
    await expect.poll(() => bed.portsOf(lease), soon).toEqual({ 'TCP/80': '198.51.100.1' })
    expect(performance.now() - startMs).toBeLessThan(1500)
    const badKey = sharingKey(bad.owner, 'front')
    const verdict = () => started.agent.state().verdicts.find(({ sharingKey }) => sharingKey === badKey)
    await expect
      .poll(() => [verdict()?.pending?.reason, verdict()?.ports[0]?.pending?.reason], soon)
      .toContain('BACKING_OFF')
    bed.cluster.faults.clear()
    await expect.poll(() => bed.portsOf(bad), soon).toEqual({ 'TCP/80': '198.51.100.0' })
  })

  test('a write whose answer is lost is neither repeated nor given to another', async () => {
    bed.addNamespace(lease)
    const other = leaseOf(2, lease.provider)
    bed.addNamespace(other)
    const { agent } = bed.startAgent()
    await expect.poll(() => agent.state().leads, soon).toBe(true)
    bed.cluster.faults.set({
      timeout: { verbs: ['create'], resources: ['services'], when: 'after', times: 3 },
    })
    bed.addPlip({ lease })
    bed.addPlip({ lease: other })
    await expect.poll(() => openPorts(agent), soon).toBe(2)
    expect(bed.moves()).toEqual([])
    expect(new Set(Object.values(bed.anchors())).size).toBe(2)
  })

  test('a leader that can no longer reach the Lease stops writing', async () => {
    const { agent, writes } = await opened({ lease })
    await bed.quiet(writes)
    bed.cluster.faults.set({ hang: { resources: ['leases'] } })
    await expect.poll(() => agent.state().leads, { timeout: 20_000, interval: 50 }).toBe(false)
    const before = writes.length
    bed.addPlip({ lease, externalPort: 81 })
    await expect.poll(() => agent.state().verdicts[0]?.ports.length, soon).toBe(2)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    expect(writes.slice(before)).toEqual([])
    bed.cluster.faults.clear()
    await expect.poll(() => openPorts(agent), soon).toBe(2)
  }, 60_000)
})
