import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Informer, startInformer } from '#agent/kube/informer.ts'
import type { Service } from '#agent/kube/kube-objects.ts'
import { verdictOf } from '#agent/kube/kube-verdict.ts'
import type { InformerLimits } from '#agent/kube/list-schedule.ts'
import type { Change } from '#agent/kube/object-cache.ts'
import { services } from '#agent/kube/resource.ts'
import type { WatchEvent } from '#agent/kube/watch-event.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { services as serviceKind } from '../api/kind.ts'
import { named, openTestCluster, portService, type TestCluster } from '../test-cluster.ts'
import type { ClusterSwitch, ClusterSwitches } from './switches.ts'

let cluster: TestCluster
/** What ends with each test. */
const ends: (() => Promise<void> | void)[] = []
beforeEach(async () => {
  cluster = await openTestCluster()
  cluster.metallb.stop()
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  await cluster.close()
})

/** A watch as the client has it, from now on: what it said, and how it ended. */
function watch() {
  const said: WatchEvent<Service>[] = []
  const end = new AbortController()
  const resourceVersion = String(cluster.api.store.revision)
  const events = cluster.client.watch(
    services,
    { resourceVersion, timeoutSeconds: 60 },
    { signal: end.signal },
  )
  const reading = (async () => {
    for await (const event of events) said.push(event)
    return 'ended'
  })().catch((error: unknown) => error)
  ends.push(async () => {
    end.abort()
    await reading
  })
  const names = () =>
    said.flatMap((event) =>
      event.type === 'BOOKMARK' ? [] : [`${event.type} ${event.object.metadata.name}`],
    )
  const bookmarks = () => said.filter(({ type }) => type === 'BOOKMARK').length
  return { names, bookmarks, reading, begun: () => expect.poll(bookmarks).toBeGreaterThan(0) }
}

/** The agent's informer, which does in a second and a half what it does in a minute. */
async function informer(limits: Partial<InformerLimits> = {}) {
  const told: Change<Service>[] = []
  const started: Informer<Service> = startInformer({
    client: cluster.client,
    resource: services,
    clock: systemClock,
    random: () => 0.5,
    log: createLog({ level: 'silent', format: 'json' }),
    limits: { watchSeconds: 1, silenceMs: 700, relistMs: 1_500, ...limits },
    onChange: (changes) => told.push(...changes),
  })
  ends.push(() => started.stop())
  await started.synced()
  const names = () => [...started.snapshot().objects.keys()].sort()
  return { ...started, told, names, ageMs: () => started.snapshot().ageMs }
}

const create = (name: string) => cluster.client.create(services, portService(name))
const remove = async (name: string) => {
  const { metadata } = await cluster.client.get(services, named(name))
  await cluster.client.delete(services, { ...named(name), uid: metadata.uid })
}

describe('what a watch says', () => {
  it('while it stalls nothing comes any more, and it stays open', async () => {
    const { names, bookmarks, reading, begun } = watch()
    await begun()
    cluster.faults.set({ watchStall: { times: 1 } })
    await create('web')
    const before = bookmarks()
    cluster.faults.clear()
    await create('later')
    await sleep(100)
    expect(names()).toEqual([])
    expect(bookmarks()).toBe(before)
    expect(await Promise.race([reading, 'open'])).toBe('open')
  })

  it('old events come once more', async () => {
    const { names, begun } = watch()
    await begun()
    await create('a')
    cluster.faults.set({ watchReplay: { events: 2, times: 1 } })
    await create('b')
    await expect.poll(names).toEqual(['ADDED a', 'ADDED b', 'ADDED a', 'ADDED b'])
  })

  it('an event is lost', async () => {
    const { names, begun } = watch()
    await begun()
    cluster.faults.set({ watchDrop: { times: 1 } })
    await create('a')
    await create('b')
    await expect.poll(names).toEqual(['ADDED b'])
  })

  it('events come late and in their order, bookmarks behind them', async () => {
    const { names, bookmarks, begun } = watch()
    await begun()
    cluster.faults.set({ watchDelay: { ms: 150, times: 1 } })
    await create('a')
    const before = bookmarks()
    await create('b')
    await sleep(60)
    expect(names()).toEqual([])
    expect(bookmarks()).toBe(before)
    await expect.poll(names).toEqual(['ADDED a', 'ADDED b'])
    await expect.poll(bookmarks).toBeGreaterThan(before)
  })

  it('it ends early, as a server ends it', async () => {
    const { reading, begun } = watch()
    await begun()
    cluster.faults.set({ watchClose: { everyMs: 10 } })
    expect(await reading).toBe('ended')
  })

  it.each([
    ['410 asks for a list', { watchExpire: {} }, 'relist'],
    ['500 asks for another try', { watchError: {} }, 'again'],
  ] as const)('an ERROR event of %s', async (_, switches, verdict) => {
    const { names, reading, begun } = watch()
    await begun()
    cluster.faults.set(switches)
    await create('a')
    expect(verdictOf(await reading)).toBe(verdict)
    expect(names()).toEqual([])
  })

  it('from before what the server remembers is an ERROR event of 410 too', async () => {
    const from = String(cluster.api.store.revision)
    await create('a')
    cluster.api.store.compact()
    const events = cluster.client.watch(services, { resourceVersion: from, timeoutSeconds: 5 })
    const ended = await events[Symbol.asyncIterator]()
      .next()
      .catch((error: unknown) => error)
    expect(verdictOf(ended)).toBe('relist')
  })

  it('bookmarks are missing', async () => {
    cluster.faults.set({ noBookmarks: {} })
    const { names, bookmarks } = watch()
    await create('a')
    await expect.poll(names).toEqual(['ADDED a'])
    await sleep(60)
    expect(bookmarks()).toBe(0)
  })
})

/** Each goes on while things happen, and is over when the informer has to know them. */
const passing: readonly (readonly [ClusterSwitch, ClusterSwitches])[] = [
  ['watchStall', { watchStall: { probability: 0.5 } }],
  ['watchReplay', { watchReplay: { events: 5 } }],
  ['watchDrop', { watchDrop: { probability: 0.5 } }],
  ['watchDelay', { watchDelay: { ms: 50 } }],
  ['watchExpire', { watchExpire: { probability: 0.5 } }],
  ['watchError', { watchError: { probability: 0.5 } }],
  ['watchClose', { watchClose: { everyMs: 30 } }],
  ['noBookmarks', { noBookmarks: {} }],
  ['gone', { gone: { verbs: ['list', 'watch'], probability: 0.5 } }],
  ['internal', { internal: { verbs: ['list', 'watch'], probability: 0.5 } }],
  ['tooMany', { tooMany: { verbs: ['list', 'watch'], probability: 0.5 } }],
  ['reset', { reset: { verbs: ['list', 'watch'], probability: 0.5, when: 'after' } }],
  ['slow', { slow: { verbs: ['list', 'watch'], ms: 100 } }],
  ['staleList', { staleList: { behind: 6 } }],
  ['staleList', { staleList: { behind: 6, pretends: true } }],
]

describe('an informer gets over it', () => {
  it.each(passing)('%s', async (name, switches) => {
    const known = await informer({ watchSeconds: 1 })
    cluster.faults.set(switches)
    for (const n of [0, 1, 2, 3, 4, 5]) {
      await create(`s-${n}`)
      if (n % 2 === 1) await remove(`s-${n}`)
      await sleep(150)
    }
    await expect.poll(() => cluster.faults.hits(name), { timeout: 5_000 }).toBeGreaterThan(0)
    cluster.faults.clear()
    await expect.poll(known.names, { timeout: 8_000 }).toEqual(['lease/s-0', 'lease/s-2', 'lease/s-4'])
    // Only a server that lies about its age makes things come and go.
    const added = known.told.filter(({ type }) => type === 'added').length
    if (!switches.staleList?.pretends) expect(added).toBeLessThanOrEqual(6)
  })

  it('the server went away and came back', async () => {
    const known = await informer()
    await create('before')
    await cluster.server.close()
    cluster.api.create(
      { kind: serviceKind, namespace: 'lease' },
      { apiVersion: 'v1', kind: 'Service', ...portService('meanwhile') },
      'test',
    )
    await expect.poll(known.ageMs).toBeGreaterThan(100)
    await cluster.server.listen()
    await expect.poll(known.names, { timeout: 8_000 }).toEqual(['lease/before', 'lease/meanwhile'])
  })

  it('a watch stalled for good: what is known is old at once, and a list ends that', async () => {
    const known = await informer({ silenceMs: 400 })
    cluster.faults.set({ watchStall: { times: 1 } })
    await create('web')
    await expect.poll(known.ageMs, { timeout: 2_000 }).toBeGreaterThan(150)
    expect(known.names()).toEqual([])
    await expect.poll(known.names, { timeout: 5_000 }).toEqual(['lease/web'])
  })
})
