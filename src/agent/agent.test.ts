import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { leaseRefKey } from './model/lease-ref.ts'
import { sharingKey } from './stock/sharing-key.ts'
import { leaseOf, openTestBed, type TestBed, type TestPort } from './test-agent.ts'

let bed: TestBed
beforeEach(async () => {
  bed = await openTestBed()
})
afterEach(() => bed.close())

/** What the tests wait for comes within moments, on a busy machine within seconds. */
const soon = { timeout: 15_000, interval: 10 }
const lease = leaseOf(1)
const key = sharingKey(lease.owner, 'front')

/** A lease whose ports are open. */
async function opened(...ports: readonly TestPort[]) {
  const started = bed.startAgent()
  for (const port of ports) {
    if (!bed.hasNamespace(port.lease)) bed.addNamespace(port.lease)
    bed.addPlip(port)
  }
  await expect.poll(() => openPorts(started.agent), soon).toBe(ports.length)
  return started
}

const openPorts = (agent: ReturnType<TestBed['startAgent']>['agent']) =>
  agent.state().verdicts.flatMap(({ ports }) => ports.filter(({ state }) => state === 'open')).length

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
