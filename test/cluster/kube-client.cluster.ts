import { setTimeout as sleep } from 'node:timers/promises'
import { request } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Informer, startInformer } from '#agent/kube/informer.ts'
import { createKubeClient, type KubeClient } from '#agent/kube/kube-client.ts'
import type { ConfigMap } from '#agent/kube/kube-objects.ts'
import { refusalFailure } from '#agent/kube/kube-status.ts'
import { verdictOf } from '#agent/kube/kube-verdict.ts'
import { type Leader, startLeader } from '#agent/kube/leader.ts'
import { listPages } from '#agent/kube/list-pages.ts'
import type { Change } from '#agent/kube/object-cache.ts'
import { configMaps, services } from '#agent/kube/resource.ts'
import type { WatchEvent } from '#agent/kube/watch-event.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { type KubeApi, openKubeApi } from '../contract/kube-api.ts'
import { eventually } from '../contract/metallb/eventually.ts'
import { openRelay, type Relay } from './agent/relay.ts'
import { type Cluster, openCluster } from './bed.ts'

const log = createLog({ level: 'silent', format: 'json', sink: { write: () => undefined } })
const common = { clock: systemClock, random: Math.random, log }
const LEASE = { namespace: 'ipgw-agent', name: 'ipgw-agent' }

let cluster: Cluster
let admin: KubeApi
let relay: Relay
let kube: KubeClient
beforeAll(async () => {
  cluster = await openCluster({ metallb: 'none' })
  admin = openKubeApi(cluster.config)
  relay = await openRelay(cluster.config.server)
  kube = clientAt(relay.server)
})
afterAll(async () => {
  await kube?.close()
  await relay?.close()
  await admin?.close()
  await cluster?.stop()
})

function clientAt(server: string): KubeClient {
  const { ca, token } = cluster.config
  return createKubeClient({
    server,
    tls: { ca },
    authorization: async () => `Bearer ${token}`,
    namespace: null,
  })
}

async function newNamespace(name: string): Promise<string> {
  await admin.want('POST', '/api/v1/namespaces', { metadata: { name } })
  return name
}

const draft = (namespace: string, name: string, value = 'a') => ({
  metadata: { namespace, name },
  data: { value },
})

async function createMany(namespace: string, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `map-${index}`).values()
  const worker = async () => {
    for (const name of names) await kube.create(configMaps, draft(namespace, name))
  }
  await Promise.all(Array.from({ length: 16 }, worker))
}

/** A new API server, which remembers nothing, over an etcd that has forgotten all versions but the newest. */
async function forgetThePast(): Promise<void> {
  await cluster.kill('apiserver')
  const { body } = await request(`${cluster.etcdUrl}/v3/kv/range`, { method: 'POST', body: '{"key":"AA=="}' })
  const { header } = (await body.json()) as { header: { revision: string } }
  const compaction = JSON.stringify({ revision: header.revision, physical: true })
  const answer = await request(`${cluster.etcdUrl}/v3/kv/compaction`, { method: 'POST', body: compaction })
  expect(answer.statusCode, await answer.body.text()).toBe(200)
  cluster.start('apiserver')
  await cluster.ready()
}

const verdict = async (doing: Promise<unknown>) => await doing.then(() => 'done', verdictOf)

describe('requests', () => {
  it('go over connections that are kept', async () => {
    const own = await openRelay(cluster.config.server)
    const client = clientAt(own.server)
    for (let count = 0; count < 50; count++)
      await client.get(services, { namespace: 'default', name: 'kubernetes' })
    expect(own.connections()).toBeLessThanOrEqual(2)
    await client.close()
    await own.close()
  })

  it('list what needs several pages, each object once', async () => {
    const namespace = await newNamespace('pages')
    await createMany(namespace, 1203)
    const list = await kube.list(configMaps, { namespace })
    expect(new Set(list.items.map(({ metadata }) => metadata.name)).size).toBe(1203)
    expect(list.items).toHaveLength(1203)
  })

  it('list anew in one piece when the next page is of a version that is gone', async () => {
    const path = '/api/v1/namespaces/pages/configmaps'
    const asked: (number | null)[] = []
    const list = await listPages(configMaps, 500, async (limit, after) => {
      asked.push(limit)
      if (asked.length === 2) {
        await kube.mergePatch(configMaps, {
          namespace: 'pages',
          name: 'map-7',
          patch: { data: { value: 'b' } },
        })
        await forgetThePast()
      }
      const query = new URLSearchParams({
        ...(limit === null ? {} : { limit: String(limit) }),
        continue: after ?? '',
      })
      const { status, body } = await admin.ask('GET', `${path}?${query}`)
      if (status !== 200) throw refusalFailure('a page', { code: status, body })
      return body
    })
    expect(asked).toEqual([500, 500, null])
    expect(list.items).toHaveLength(1203)
    expect(list.items.find(({ metadata }) => metadata.name === 'map-7')?.data).toEqual({ value: 'b' })
  })

  it('tell by their verdicts what a refusal means', async () => {
    const namespace = await newNamespace('verdicts')
    const first = await kube.create(configMaps, draft(namespace, 'one'))
    const { uid, resourceVersion } = first.metadata
    const patch = { data: { value: 'b' } }
    expect(await verdict(kube.create(configMaps, draft(namespace, 'one')))).toBe('exists')
    expect(await verdict(kube.get(configMaps, { namespace, name: 'two' }))).toBe('missing')
    expect(await verdict(kube.create(configMaps, draft('nowhere', 'one')))).toBe('missing')
    expect(await verdict(kube.create(configMaps, draft(namespace, 'No Name')))).toBe('never')
    const bound = { namespace, name: 'one', resourceVersion, patch }
    expect(await verdict(kube.mergePatch(configMaps, bound))).toBe('done')
    expect(await verdict(kube.mergePatch(configMaps, bound))).toBe('conflict')
    const one = { namespace, name: 'one', uid }
    expect(await verdict(kube.delete(configMaps, { ...one, resourceVersion }))).toBe('conflict')
    expect(await verdict(kube.delete(configMaps, { ...one, uid: 'of-another' }))).toBe('conflict')
    expect((await kube.get(configMaps, one)).metadata.uid).toBe(uid)
    expect(await kube.delete(configMaps, one)).toBeNull()
    expect(await verdict(kube.delete(configMaps, one))).toBe('missing')
  })

  it('say of a namespace on its way out what they say of one that is gone', async () => {
    const namespace = await newNamespace('ending')
    await admin.want('DELETE', `/api/v1/namespaces/${namespace}`)
    expect(await verdict(kube.create(configMaps, draft(namespace, 'one')))).toBe('missing')
  })

  it('apply fields, and take those of another manager only by force', async () => {
    const namespace = await newNamespace('apply')
    const apply = (manager: string, value: string, force = false) =>
      kube.apply(configMaps, { object: draft(namespace, 'one', value), manager, force })
    await apply('first', 'a')
    expect(await verdict(apply('second', 'a'))).toBe('done')
    expect(await verdict(apply('second', 'b'))).toBe('conflict')
    expect((await kube.get(configMaps, { namespace, name: 'one' })).data).toEqual({ value: 'a' })
    expect((await apply('second', 'b', true)).data).toEqual({ value: 'b' })
  })
})

describe('a watch', () => {
  /** All that it tells until the server ends it. */
  async function watched(namespace: string, resourceVersion: string): Promise<WatchEvent<ConfigMap>[]> {
    const events: WatchEvent<ConfigMap>[] = []
    const query = { namespace, resourceVersion, timeoutSeconds: 5 }
    for await (const event of kube.watch(configMaps, query)) events.push(event)
    return events
  }

  it('that has nothing to tell tells before its end up to where, if anything of its kind has happened', async () => {
    const namespace = await newNamespace('quiet')
    const { resourceVersion } = await kube.list(configMaps, { namespace })
    const events = watched(namespace, resourceVersion)
    await sleep(500)
    const { metadata } = await kube.create(configMaps, draft('default', 'elsewhere'))
    const bookmark = { type: 'BOOKMARK', resourceVersion: metadata.resourceVersion }
    // Once or twice: the server counts in whole seconds.
    expect((await events).slice(-1)).toEqual([bookmark])
  })

  it('from a version that the server has forgotten says: list anew', async () => {
    const namespace = await newNamespace('forgotten')
    const { resourceVersion } = await kube.list(configMaps, { namespace })
    await kube.create(configMaps, draft(namespace, 'one'))
    await forgetThePast()
    expect(await verdict(watched(namespace, resourceVersion))).toBe('relist')
  })
})

describe('an informer', () => {
  let informer: Informer<ConfigMap>
  afterEach(async () => {
    relay.mend()
    await informer.stop()
  })

  const names = () =>
    [...informer.snapshot().objects.values()]
      .map(({ metadata, data }) => `${metadata.name}=${data?.value}`)
      .sort()

  async function start(namespace: string): Promise<Change<ConfigMap>[]> {
    const told: Change<ConfigMap>[] = []
    informer = startInformer({
      ...common,
      client: kube,
      resource: configMaps,
      selection: { namespace },
      onChange: (changes) => void told.push(...changes),
    })
    await informer.synced()
    return told
  }

  it('knows what is when the API server was killed in the middle of its watch', async () => {
    const namespace = await newNamespace('killed')
    for (const name of ['a', 'b']) await kube.create(configMaps, draft(namespace, name))
    const told = await start(namespace)
    const a = await kube.get(configMaps, { namespace, name: 'a' })
    const patch = { data: { value: 'late' } }
    const write = verdict(kube.mergePatch(configMaps, { namespace, name: 'b', patch }))
    await cluster.kill('apiserver')
    expect(await write).toBeOneOf(['again', 'done'])
    expect(await verdict(kube.get(configMaps, { namespace, name: 'a' }))).toBe('again')
    cluster.start('apiserver')
    await cluster.ready()
    await admin.want('DELETE', `/api/v1/namespaces/${namespace}/configmaps/a`)
    await admin.want('POST', `/api/v1/namespaces/${namespace}/configmaps`, draft(namespace, 'c'))
    const { items } = await kube.list(configMaps, { namespace })
    const there = items.map(({ metadata, data }) => `${metadata.name}=${data?.value}`).sort()
    await eventually(
      async () => names(),
      (seen) => expect(seen).toEqual(there),
    )
    const gone = told.filter(({ type }) => type === 'deleted').map(({ object }) => object.metadata.uid)
    expect(gone).toEqual([a.metadata.uid])
  })

  it('knows what is when it was cut off for longer than the server remembers', async () => {
    const namespace = await newNamespace('cut')
    for (const name of ['a', 'b', 'c']) await kube.create(configMaps, draft(namespace, name))
    const told = await start(namespace)
    relay.cut()
    const path = `/api/v1/namespaces/${namespace}/configmaps`
    await admin.want('DELETE', `${path}/a`)
    // Of the same name, and another object.
    await admin.want('DELETE', `${path}/b`)
    await admin.want('POST', path, draft(namespace, 'b', 'new'))
    await forgetThePast()
    expect(names()).toEqual(['a=a', 'b=a', 'c=a'])
    relay.mend()
    const mendedMs = performance.now()
    await eventually(
      async () => names(),
      (seen) => expect(seen).toEqual(['b=new', 'c=a']),
    )
    // By what the server says, not only by the next list that is due.
    expect(performance.now() - mendedMs).toBeLessThan(20_000)
    const what = told.map(({ type, object }) => `${type} ${object.metadata.name}`)
    expect(what.slice(3).sort()).toEqual(['added b', 'deleted a', 'deleted b'])
  })

  it('hears by bookmarks how far it is when only others have news', async () => {
    const told: Change<ConfigMap>[] = []
    informer = startInformer({
      ...common,
      client: kube,
      resource: configMaps,
      selection: { namespace: 'quiet' },
      onChange: (changes) => void told.push(...changes),
      limits: { watchSeconds: 4, relistMs: 600_000, silenceMs: 600_000 },
    })
    await informer.synced()
    const ages: number[] = []
    for (let seconds = 0; seconds < 12; seconds++) {
      await kube.create(configMaps, draft('default', `news-${seconds}`))
      await sleep(1000)
      ages.push(informer.snapshot().ageMs)
    }
    expect(Math.max(...ages)).toBeLessThan(7000)
    expect(told).toEqual([])
  })
})

describe('two leaders', () => {
  const compete = (client: KubeClient, identity: string): Leader =>
    startLeader({ ...common, client, lease: LEASE, identity })
  const leads = (leader: Leader) => {
    try {
      return leader.assertLeader().epoch
    } catch (error) {
      expect(error).toMatchObject({ code: 'FENCED' })
      return null
    }
  }

  it('never lead at once, and the second takes over when the first is cut off', async () => {
    const far = await openRelay(cluster.config.server)
    const client = clientAt(far.server)
    const first = compete(client, 'first')
    await eventually(
      async () => leads(first),
      (epoch) => expect(epoch).not.toBeNull(),
    )
    const second = compete(kube, 'second')
    const epoch = leads(first)
    far.cut()
    const both: string[] = []
    await eventually(
      async () => {
        if (leads(first) !== null && leads(second) !== null) both.push('both lead')
        return leads(second)
      },
      (taken) => expect(taken).toBe((epoch ?? 0) + 1),
    )
    expect(both).toEqual([])
    far.mend()
    await eventually(
      async () => first.holder(),
      (holder) => expect(holder).toBe('second'),
    )
    expect(leads(first)).toBeNull()
    await second.stop()
    await eventually(
      async () => leads(first),
      (again) => expect(again).toBe((epoch ?? 0) + 2),
    )
    await first.stop()
    await client.close()
    await far.close()
  })
})
