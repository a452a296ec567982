import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { retryAfterMsOf, statusOf } from '#agent/kube/kube-status.ts'
import { verdictOf } from '#agent/kube/kube-verdict.ts'
import { services } from '#agent/kube/resource.ts'
import { Failure } from '#domain/failure.ts'
import { named, openTestCluster, portService, type TestCluster } from '../test-cluster.ts'
import type { ClusterSwitches } from './switches.ts'

let cluster: TestCluster
beforeEach(async () => {
  cluster = await openTestCluster()
})
afterEach(() => cluster.close())

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw new Failure('INTERNAL', 'no Failure was thrown', {}, { cause: error })
}

const create = (name = 'web') => cluster.client.create(services, portService(name))
const names = async () =>
  (await cluster.client.list(services)).items.map(({ metadata }) => metadata.name).sort()

/** What a fault does to a create, as the agent's client sees it. */
const lost: readonly (readonly [string, ClusterSwitches, { code: number | null; isWritten: boolean }])[] = [
  ['a 500', { internal: {} }, { code: 500, isWritten: false }],
  ['a 500 whose write happened', { internal: { when: 'after' } }, { code: 500, isWritten: true }],
  ['a 503', { unavailable: {} }, { code: 503, isWritten: false }],
  ['a 504', { timeout: {} }, { code: 504, isWritten: false }],
  ['a 504 whose write happened', { timeout: { when: 'after' } }, { code: 504, isWritten: true }],
  ['a connection that breaks before the write', { reset: {} }, { code: null, isWritten: false }],
  ['a connection that breaks after the write', { reset: { when: 'after' } }, { code: null, isWritten: true }],
]

describe('an answer that is lost', () => {
  it.each(lost)('%s is to be looked at again', async (_, switches, { code, isWritten }) => {
    cluster.faults.set(switches)
    const failure = await failureOf(create())
    expect(failure.code).toBe('KUBE_UNAVAILABLE')
    expect(statusOf(failure)?.code ?? null).toBe(code)
    expect(verdictOf(failure)).toBe('again')
    cluster.faults.clear()
    expect(await names()).toEqual(isWritten ? ['web'] : [])
  })

  it('a deletion and a patch happen behind their 504 too', async () => {
    const { metadata } = await create()
    cluster.faults.set({ timeout: { when: 'after', verbs: ['patch', 'delete'] } })
    const patch = { metadata: { labels: { a: 'b' } } }
    await failureOf(cluster.client.mergePatch(services, { ...named('web'), patch }))
    expect((await cluster.client.get(services, named('web'))).metadata.labels).toEqual({ a: 'b' })
    await failureOf(cluster.client.delete(services, { ...named('web'), uid: metadata.uid }))
    expect(await names()).toEqual([])
  })

  it('of a request that hangs nothing is known, and its time ends', async () => {
    cluster.faults.set({ hang: { verbs: ['create'] } })
    const failure = await failureOf(cluster.client.create(services, portService('web'), { timeoutMs: 50 }))
    expect(failure.code).toBe('TIMED_OUT')
    expect(await names()).toEqual([])
  })

  it('a request whose time ended while the server was slow happens all the same', async () => {
    cluster.faults.set({ slow: { verbs: ['create'], ms: 100 } })
    const failure = await failureOf(cluster.client.create(services, portService('web'), { timeoutMs: 20 }))
    expect(failure.code).toBe('TIMED_OUT')
    await expect.poll(names).toEqual(['web'])
  })
})

describe('a refusal', () => {
  it('409 is a conflict, and nothing is written', async () => {
    await create()
    cluster.faults.set({ conflict: { verbs: ['patch'] } })
    const patch = { metadata: { labels: { a: 'b' } } }
    const failure = await failureOf(cluster.client.mergePatch(services, { ...named('web'), patch }))
    expect(verdictOf(failure)).toBe('conflict')
    expect((await cluster.client.get(services, named('web'))).metadata.labels).toBeUndefined()
  })

  it('429 names the seconds to wait', async () => {
    cluster.faults.set({ tooMany: { retryAfterSeconds: 7 } })
    const failure = await failureOf(create())
    expect(statusOf(failure)?.code).toBe(429)
    expect(retryAfterMsOf(failure)).toBe(7_000)
    expect(verdictOf(failure)).toBe('again')
  })

  it('410 in the place of a list or a watch asks for a list', async () => {
    cluster.faults.set({ gone: { verbs: ['list', 'watch'] } })
    expect(verdictOf(await failureOf(cluster.client.list(services)))).toBe('relist')
    const watch = cluster.client.watch(services, { resourceVersion: '1', timeoutSeconds: 5 })
    expect(verdictOf(await failureOf(watch[Symbol.asyncIterator]().next()))).toBe('relist')
  })
})

describe('a list that lags', () => {
  /** Nobody else writes. */
  beforeEach(() => cluster.metallb.stop())

  it('shows an old state and says so', async () => {
    const { metadata } = await create('old')
    await create('new')
    await cluster.client.delete(services, { ...named('old'), uid: metadata.uid })
    const behind = cluster.api.store.revision - Number(metadata.resourceVersion)
    cluster.faults.set({ staleList: { behind } })
    const list = await cluster.client.list(services)
    expect(list.items.map((item) => item.metadata.name)).toEqual(['old'])
    expect(list.resourceVersion).toBe(metadata.resourceVersion)
  })

  it('that must be newer than it can be is refused', async () => {
    await create()
    cluster.faults.set({ staleList: { behind: 1 } })
    const notOlderThan = String(cluster.api.store.revision)
    const failure = await failureOf(cluster.client.list(services, { notOlderThan }))
    expect(statusOf(failure)?.message).toMatch(/Too large resource version/)
    expect(verdictOf(failure)).toBe('again')
  })

  it('may pretend to be of the present', async () => {
    const before = cluster.api.store.revision
    await create()
    const { revision } = cluster.api.store
    cluster.faults.set({ staleList: { behind: revision - before, pretends: true } })
    const list = await cluster.client.list(services, { notOlderThan: String(revision) })
    expect(list).toEqual({ items: [], resourceVersion: String(revision) })
  })

  it('goes with old single reads where a whole server lags', async () => {
    await create()
    const patch = { metadata: { labels: { a: 'b' } } }
    await cluster.client.mergePatch(services, { ...named('web'), patch })
    cluster.faults.set({ timeTravel: { behind: 1 } })
    expect((await cluster.client.get(services, named('web'))).metadata.labels).toBeUndefined()
    cluster.faults.set({ timeTravel: { behind: 2 } })
    expect(verdictOf(await failureOf(cluster.client.get(services, named('web'))))).toBe('missing')
    expect(await names()).toEqual([])
  })
})

describe('switches', () => {
  it('act on what they name, as often as they say, and are counted', async () => {
    cluster.faults.set({ internal: { verbs: ['create'], name: '', resources: ['services'], times: 2 } })
    await failureOf(create('a'))
    await failureOf(create('b'))
    await create('c')
    expect(cluster.faults.hits('internal')).toBe(2)
    expect(await names()).toEqual(['c'])
  })

  it('fall with the dice of the seed', async () => {
    cluster.faults.set({ unavailable: { verbs: ['get'], probability: 0.5 } })
    await create()
    const falls: boolean[] = []
    for (let n = 0; n < 40; n++)
      falls.push(
        await cluster.client.get(services, named('web')).then(
          () => false,
          () => true,
        ),
      )
    expect(falls.filter((fell) => fell).length).toBeGreaterThan(8)
    expect(falls.filter((fell) => !fell).length).toBeGreaterThan(8)
  })
})

describe('the server', () => {
  it('answers nobody while it is down, and knows everything when it is up again', async () => {
    await create()
    await cluster.server.close()
    expect((await failureOf(cluster.client.get(services, named('web')))).code).toBe('KUBE_UNAVAILABLE')
    await cluster.server.listen()
    expect((await cluster.client.get(services, named('web'))).metadata.name).toBe('web')
  })

  it('freezes and thaws without losing what was asked meanwhile', async () => {
    cluster.faults.set({ freeze: {} })
    const made = create()
    const first = await Promise.race([made, new Promise((resolve) => setTimeout(resolve, 50, 'frozen'))])
    expect(first).toBe('frozen')
    cluster.faults.clear('freeze')
    expect((await made).metadata.name).toBe('web')
  })
})
