import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configurationStates, events, ipAddressPools, namespaces, services } from '#agent/kube/resource.ts'
import {
  addressOf,
  named,
  openTestCluster,
  pinnedTo,
  portService,
  type TestCluster,
} from '../test-cluster.ts'

let cluster: TestCluster
beforeEach(async () => {
  cluster = await openTestCluster()
  await running()
})
afterEach(() => cluster.close())

const running = () => expect.poll(() => cluster.metallb.phase).toBe('running')

const ip = (n: number) => `198.51.100.${n}`
const pool = { namespace: 'metallb-system', name: 'default' }
const KEY = 'metallb.io/allow-shared-ip'

async function create(name: string, annotations: Record<string, string> = {}, port = 80) {
  const { metadata } = await cluster.client.create(services, portService(name, annotations, port))
  return { ...named(name), uid: metadata.uid }
}
const address = async (name: string) => addressOf(await cluster.client.get(services, named(name)))
const has = (name: string, wanted: string | null) => expect.poll(() => address(name)).toBe(wanted)
const sayings = async () => (await cluster.client.list(events)).items.map(({ message = '' }) => message)
const status = async () => (await cluster.client.get(ipAddressPools, pool)).status
const setPool = (...addresses: string[]) =>
  cluster.client.mergePatch(ipAddressPools, { ...pool, patch: { spec: { addresses } } })

describe('a controller that is killed', () => {
  it('gives nothing to anybody until it starts again, and then changes nothing that was given', async () => {
    const gone = await create('gone')
    await has('gone', ip(0))
    await create('web')
    await has('web', ip(1))
    cluster.metallb.kill()
    await cluster.client.delete(services, gone)
    await create('late')
    await sleep(50)
    expect(await address('late')).toBeNull()
    expect(cluster.metallb.phase).toBe('stopped')
    cluster.metallb.start()
    await has('late', ip(0))
    expect(await address('web')).toBe(ip(1))
  })

  it('that only hangs goes on where it was', async () => {
    cluster.metallb.pause()
    await create('web')
    await sleep(50)
    expect(await address('web')).toBeNull()
    cluster.metallb.resume()
    await has('web', ip(0))
  })

  it('that becomes slow serves late', async () => {
    cluster.metallb.slowDown(300)
    const startedAt = performance.now()
    for (const n of [0, 1, 2, 3]) await create(`s-${n}`)
    await has('s-3', ip(3))
    expect(performance.now() - startedAt).toBeGreaterThan(100)
    cluster.metallb.slowDown(0)
    await create('web')
    await has('web', ip(4))
  })
})

describe('an address that leaked', () => {
  it('is refused to who asks for it, skipped for who does not, and counted, until a restart', async () => {
    cluster.metallb.leak(ip(0))
    expect(await status()).toMatchObject({ assignedIPv4: 1 })
    await create('pinned', { ...pinnedTo(ip(0)), [KEY]: 'k' })
    await expect
      .poll(sayings)
      .toContain(
        `Failed to allocate IP for "lease/pinned": can't change sharing key for "lease/pinned", address also in use by elsewhere/leaked-1`,
      )
    await create('any')
    await has('any', ip(1))
    cluster.metallb.kill()
    cluster.metallb.start()
    await has('pinned', ip(0))
    await expect.poll(status).toMatchObject({ assignedIPv4: 2 })
  })

  it('is free again once it was out of the pool and back', async () => {
    cluster.metallb.leak(ip(0))
    await setPool('198.51.100.4/30')
    await expect.poll(status).toMatchObject({ assignedIPv4: 0 })
    await setPool('198.51.100.0/29')
    await expect.poll(status).toMatchObject({ assignedIPv4: 0, availableIPv4: 8 })
    await create('web')
    await has('web', ip(0))
  })

  it('can only be one that is free and in a pool', async () => {
    await create('web')
    await has('web', ip(0))
    expect(() => cluster.metallb.leak(ip(0))).toThrow('address also in use by lease/web')
    expect(() => cluster.metallb.leak('192.0.2.1')).toThrow('is not allowed in config')
  })

  it.each([
    [true, 2],
    [false, 1],
  ])('is one of a Service deleted while the controller loads, where that is on: %s', async (leaks, held) => {
    const doomed = await create('doomed')
    await create('web')
    await has('web', ip(1))
    cluster.metallb.leakWhileLoading(leaks)
    cluster.metallb.slowDown(200)
    cluster.metallb.kill()
    cluster.metallb.start()
    while (cluster.metallb.holders().length < 2) await turn()
    cluster.metallb.pause()
    expect(cluster.metallb.phase).toBe('loading')
    await cluster.client.delete(services, doomed)
    cluster.metallb.slowDown(0)
    cluster.metallb.resume()
    await running()
    await expect.poll(status).toMatchObject({ assignedIPv4: held })
  })
})

describe('what others do', () => {
  it('a namespace that is deleted takes no new Service, and its own go', async () => {
    await create('web')
    await has('web', ip(0))
    const { metadata } = await cluster.client.get(namespaces, { name: 'lease' })
    const going = await cluster.client.delete(namespaces, { name: 'lease', uid: metadata.uid })
    expect(going?.status?.phase).toBe('Terminating')
    await expect(create('late')).rejects.toThrow('because it is being terminated')
    await expect
      .poll(async () => (await cluster.client.list(namespaces)).items.map((one) => one.metadata.name))
      .not.toContain('lease')
    expect((await cluster.client.list(services)).items).toEqual([])
    await expect.poll(status).toMatchObject({ assignedIPv4: 0 })
  })

  it('a pool that is made smaller takes addresses away, and gives them back to who is pinned', async () => {
    await create('pinned', pinnedTo(ip(1)))
    await has('pinned', ip(1))
    await setPool('198.51.100.4/30')
    await has('pinned', null)
    await setPool('198.51.100.0/29')
    await has('pinned', ip(1))
  })

  it('a pool that overlaps is not taken, and the state of the configuration says so', async () => {
    await cluster.client.create(ipAddressPools, {
      metadata: { namespace: 'metallb-system', name: 'second' },
      spec: { addresses: ['198.51.100.0/30'] },
    })
    const state = { namespace: 'metallb-system', name: 'controller' }
    const result = async () => (await cluster.client.get(configurationStates, state)).status?.result
    await expect.poll(result).toBe('Invalid')
    await create('web')
    await has('web', ip(0))
  })
})
