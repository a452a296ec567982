import { afterEach, describe, expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import type { KubeAccess } from './kube-access.ts'
import { createKubeClient, type KubeClient } from './kube-client.ts'
import { retryAfterMsOf, statusOf } from './kube-status.ts'
import { verdictOf } from './kube-verdict.ts'
import { leases, namespaces, services } from './resource.ts'
import {
  type Answer,
  bookmarkLine,
  eventLine,
  openTestKubeServer,
  plainAccess,
  sendJson,
  serviceObject,
  status,
  type TestKubeServer,
} from './test-kube-server.ts'

const open: { server: TestKubeServer; client: KubeClient }[] = []
afterEach(async () => {
  for (const { server, client } of open.splice(0)) {
    await client.close()
    await server.close()
  }
})

async function serve(answer: Answer, access: Partial<KubeAccess> = {}, timeoutMs = 5000) {
  const server = await openTestKubeServer(answer)
  const client = createKubeClient({ ...server.access, ...access }, timeoutMs)
  open.push({ server, client })
  return { server, client }
}

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw new Failure('INTERNAL', 'no Failure was thrown', {}, { cause: error })
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const web = { namespace: 'ns', name: 'web' }
const list = (items: object[], version = '7', next?: string) => ({
  kind: 'ServiceList',
  apiVersion: 'v1',
  metadata: { resourceVersion: version, ...(next ? { continue: next } : {}) },
  items,
})

describe('reading', () => {
  test('gets one object, whole and without managedFields', async () => {
    const { client, server } = await serve((_, response) => {
      const { apiVersion: _a, kind: _k, ...bare } = serviceObject('web', 7)
      sendJson(response, 200, { ...bare, metadata: { ...bare.metadata, managedFields: [{ manager: 'x' }] } })
    })
    expect(await client.get(services, web)).toEqual(serviceObject('web', 7))
    expect(server.asked).toMatchObject([{ method: 'GET', path: '/api/v1/namespaces/ns/services/web' }])
  })

  test('knows the paths of groups, of namespaces and of what is in none', async () => {
    const { client, server } = await serve((_, response) => sendJson(response, 200, list([])))
    await client.list(leases, { namespace: 'a' })
    await client.list(namespaces, { labelSelector: 'akash.network=true' })
    await client.list(services)
    expect(server.asked.map(({ path }) => path)).toEqual([
      '/apis/coordination.k8s.io/v1/namespaces/a/leases',
      '/api/v1/namespaces',
      '/api/v1/services',
    ])
    expect(server.asked[1]?.query.get('labelSelector')).toBe('akash.network=true')
  })

  test('lists page by page, and says which version the pages are of', async () => {
    const { client, server } = await serve(({ query }, response) =>
      query.get('continue') === 'more'
        ? sendJson(response, 200, list([serviceObject('b', 6)], '7'))
        : sendJson(response, 200, list([serviceObject('a', 5)], '7', 'more')),
    )
    const found = await client.list(services, { notOlderThan: '3' })
    expect(found.resourceVersion).toBe('7')
    expect(found.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b'])
    expect(server.asked.map(({ query }) => Object.fromEntries(query))).toEqual([
      { limit: '500', resourceVersion: '3', resourceVersionMatch: 'NotOlderThan' },
      { limit: '500', continue: 'more' },
    ])
  })

  test('reads a list anew in one piece when its next page is compacted away', async () => {
    const { client, server } = await serve(({ query }, response) => {
      if (query.has('continue')) return sendJson(response, 410, status(410, 'Expired'))
      if (query.has('limit')) return sendJson(response, 200, list([serviceObject('gone', 5)], '7', 'more'))
      return sendJson(response, 200, list([serviceObject('a', 8)], '9'))
    })
    const found = await client.list(services)
    expect(found.items.map(({ metadata }) => metadata.name)).toEqual(['a'])
    expect(found.resourceVersion).toBe('9')
    expect(server.asked).toHaveLength(3)
  })

  test('a list that is refused at its beginning is refused', async () => {
    const { client } = await serve((_, response) => sendJson(response, 410, status(410, 'Expired')))
    expect(verdictOf(await failureOf(client.list(services)))).toBe('relist')
  })

  test('keeps its connections', async () => {
    const { client, server } = await serve((_, response) => sendJson(response, 200, serviceObject('web', 7)))
    for (let i = 0; i < 20; i++) await client.get(services, web)
    // One that is about to become free is not waited for.
    expect(server.connections()).toBeLessThanOrEqual(2)
  })

  test.each([
    ['a page of a proxy', '<html>', 'KUBE_ANSWER_INVALID'],
    ['an object without identity', '{"metadata":{"name":"web"}}', 'KUBE_ANSWER_INVALID'],
    ['null', 'null', 'KUBE_ANSWER_INVALID'],
  ])('%s is no answer', async (_name, body, code) => {
    const { client } = await serve((_, response) => response.writeHead(200).end(body) && undefined)
    const failure = await failureOf(client.get(services, web))
    expect(failure.code).toBe(code)
    expect(verdictOf(failure)).toBe('again')
  })
})

describe('writing', () => {
  const echo: Answer = ({ body }, response) => {
    const { metadata, ...rest } = body as { metadata?: object }
    const whole = { ...serviceObject('web', 8), ...rest }
    sendJson(response, 200, { ...whole, metadata: { ...whole.metadata, ...metadata } })
  }
  const draft = { metadata: web, spec: { type: 'LoadBalancer' as const } }

  test('creates', async () => {
    const { client, server } = await serve(echo)
    await client.create(services, draft)
    expect(server.asked).toMatchObject([
      {
        method: 'POST',
        path: '/api/v1/namespaces/ns/services',
        body: { apiVersion: 'v1', kind: 'Service', ...draft },
      },
    ])
  })

  test('applies, and applies a status', async () => {
    const { client, server } = await serve(echo)
    await client.apply(services, { object: draft, manager: 'ipgw', force: true })
    const object = { metadata: web, status: { loadBalancer: {} } }
    await client.apply(services, { object, manager: 'ipgw', force: false, subresource: 'status' })
    expect(server.asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PATCH /api/v1/namespaces/ns/services/web',
      'PATCH /api/v1/namespaces/ns/services/web/status',
    ])
    expect(server.asked.map(({ query }) => query.toString())).toEqual([
      'fieldManager=ipgw&force=true',
      'fieldManager=ipgw&force=false',
    ])
    expect(server.asked[0]?.headers['content-type']).toBe('application/apply-patch+yaml')
    expect(server.asked[1]?.body).toEqual({ apiVersion: 'v1', kind: 'Service', ...object })
  })

  test('patches, on a condition', async () => {
    const { client, server } = await serve(echo)
    const patch = { metadata: { annotations: { a: null } }, spec: { ports: [{ port: 80 }] } }
    await client.mergePatch(services, { ...web, patch, resourceVersion: '7' })
    await client.mergePatch(services, { ...web, patch: { status: null }, subresource: 'status' })
    expect(server.asked).toMatchObject([
      {
        method: 'PATCH',
        path: '/api/v1/namespaces/ns/services/web',
        body: {
          metadata: { annotations: { a: null }, resourceVersion: '7' },
          spec: { ports: [{ port: 80 }] },
        },
      },
      { path: '/api/v1/namespaces/ns/services/web/status', body: { status: null } },
    ])
    expect(server.asked[0]?.headers['content-type']).toBe('application/merge-patch+json')
  })

  test('deletes one object and no other, and says whether it is still there', async () => {
    const marked = serviceObject('web', 9)
    const answers = [
      { ...status(200, ''), status: 'Success' },
      serviceObject('web', 9),
      { ...marked, metadata: { ...marked.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } },
    ]
    const { client, server } = await serve((_, response) => sendJson(response, 200, answers.shift()))
    const deletion = { ...web, uid: 'u', resourceVersion: '7' }
    expect(await client.delete(services, deletion)).toBe(null)
    expect(await client.delete(services, deletion)).toBe(null)
    expect((await client.delete(services, deletion))?.metadata.deletionTimestamp).toBeDefined()
    expect(server.asked[0]).toMatchObject({
      method: 'DELETE',
      path: '/api/v1/namespaces/ns/services/web',
      body: { kind: 'DeleteOptions', preconditions: { uid: 'u', resourceVersion: '7' } },
    })
  })
})

describe('watching', () => {
  const from = { resourceVersion: '7', timeoutSeconds: 30 }

  test('yields what it is told until the server ends it', async () => {
    const { client, server } = await serve((_, response) => {
      const text = eventLine('ADDED', serviceObject('ü', 8)) + bookmarkLine(9)
      const bytes = Buffer.from(text)
      // Cut inside the letter and inside a line.
      const middle = bytes.indexOf('ü') + 1
      response.writeHead(200).write(bytes.subarray(0, middle))
      setTimeout(() => response.end(bytes.subarray(middle)), 20)
    })
    expect(await all(client.watch(services, { ...from, labelSelector: 'a=b' }))).toEqual([
      { type: 'ADDED', object: serviceObject('ü', 8) },
      { type: 'BOOKMARK', resourceVersion: '9' },
    ])
    expect(Object.fromEntries(server.asked[0]?.query ?? [])).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: '7',
      timeoutSeconds: '30',
      labelSelector: 'a=b',
    })
  })

  test('an ERROR event is what the same Status would be as an answer', async () => {
    const { client } = await serve(
      (_, response) =>
        response.writeHead(200).end(eventLine('ERROR', status(410, 'Expired', 'too old'))) && undefined,
    )
    const failure = await failureOf(all(client.watch(services, from)))
    expect(statusOf(failure)).toMatchObject({ code: 410, reason: 'Expired', message: 'too old' })
    expect(verdictOf(failure)).toBe('relist')
  })

  test('so is a refusal', async () => {
    const { client } = await serve((_, response) => sendJson(response, 403, status(403, 'Forbidden')))
    expect(verdictOf(await failureOf(all(client.watch(services, from))))).toBe('never')
  })

  test.each([
    ['breaks off', (line: string) => line.slice(0, 20), 'KUBE_UNAVAILABLE'],
    ['is no JSON', () => 'oops\n', 'KUBE_ANSWER_INVALID'],
    ['is of no known type', (line: string) => line.replace('ADDED', 'EATEN'), 'KUBE_ANSWER_INVALID'],
    ['has no object', () => '{"type":"ADDED"}\n', 'KUBE_ANSWER_INVALID'],
    ['is a bookmark of nothing', () => eventLine('BOOKMARK', { metadata: {} }), 'KUBE_ANSWER_INVALID'],
  ])('an event that %s', async (_name, change, code) => {
    const line = change(eventLine('ADDED', serviceObject('web', 8)))
    const { client } = await serve((_, response) => response.writeHead(200).end(line) && undefined)
    expect((await failureOf(all(client.watch(services, from)))).code).toBe(code)
  })

  test('a connection that is cut is told apart from an end', async () => {
    const { client, server } = await serve((_, response) => {
      response.writeHead(200).write(bookmarkLine(8))
      setTimeout(() => server.cut(), 50)
    })
    const failure = await failureOf(all(client.watch(services, from)))
    expect(failure.code).toBe('KUBE_UNAVAILABLE')
    expect(verdictOf(failure)).toBe('again')
  })

  test('ends with ABORTED when it is told to, also while nothing comes', async () => {
    const stop = new AbortController()
    const { client } = await serve((_, response) => {
      response.writeHead(200).write(bookmarkLine(8))
      setTimeout(() => stop.abort(), 50)
    })
    const failure = await failureOf(all(client.watch(services, from, { signal: stop.signal })))
    expect(failure.code).toBe('ABORTED')
  })

  test('closes its connection when its reader leaves, and never takes one from a request', async () => {
    const closed: string[] = []
    const { client } = await serve(({ path, query }, response) => {
      if (!query.has('watch')) return sendJson(response, 200, serviceObject('web', 7))
      response.on('close', () => closed.push(path))
      response.writeHead(200).write(bookmarkLine(8))
    })
    const watches = Array.from({ length: 40 }, () => client.watch(services, from)[Symbol.asyncIterator]())
    await Promise.all(watches.map((watch) => watch.next()))
    expect(await client.get(services, web)).toMatchObject({ metadata: web })
    expect(closed).toHaveLength(0)
    await Promise.all(watches.map((watch) => watch.return?.()))
    await expect.poll(() => closed.length).toBe(40)
  })
})

describe('trouble', () => {
  test('nothing answers', async () => {
    const client = createKubeClient(plainAccess('http://127.0.0.1:1'))
    const failure = await failureOf(client.get(services, web))
    await client.close()
    expect(failure.code).toBe('KUBE_UNAVAILABLE')
    expect(statusOf(failure)).toBe(null)
  })

  test('nothing comes in time, of an answer or of the head of a watch', async () => {
    const { client } = await serve(() => undefined, {}, 100)
    const failures = [
      await failureOf(client.get(services, web)),
      await failureOf(all(client.watch(services, { resourceVersion: '1', timeoutSeconds: 30 }))),
    ]
    expect(failures.map(({ code }) => code)).toEqual(['TIMED_OUT', 'TIMED_OUT'])
    expect(failures.map(verdictOf)).toEqual(['again', 'again'])
  })

  test('a Retry-After header counts where the body does not say', async () => {
    const { client } = await serve((_, response) =>
      sendJson(response, 429, status(429, 'TooManyRequests'), { 'retry-after': '3' }),
    )
    const failure = await failureOf(client.get(services, web))
    expect(failure.code).toBe('KUBE_UNAVAILABLE')
    expect(retryAfterMsOf(failure)).toBe(3000)
  })

  test('a token that is refused is read anew, once', async () => {
    let token = 'old'
    const seen: unknown[] = []
    const answer: Answer = ({ headers }, response) => {
      seen.push(headers.authorization)
      if (headers.authorization === 'Bearer new') sendJson(response, 200, serviceObject('web', 7))
      else sendJson(response, 401, status(401, 'Unauthorized'))
    }
    const { client } = await serve(answer, {
      authorization: async (again) => {
        if (again) token = 'new'
        return `Bearer ${token}`
      },
    })
    await client.get(services, web)
    await client.get(services, web)
    expect(seen).toEqual(['Bearer old', 'Bearer new', 'Bearer new'])
    const refused = await serve((_, response) => sendJson(response, 401, status(401, 'Unauthorized')))
    expect(verdictOf(await failureOf(refused.client.get(services, web)))).toBe('again')
    expect(refused.server.asked).toHaveLength(2)
  })
})
