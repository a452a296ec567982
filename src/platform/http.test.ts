import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { createHttpClient, type HttpClient, type HttpOptions } from './http.ts'

const open: { server: Server; client: HttpClient }[] = []

afterEach(async () => {
  for (const { server, client } of open.splice(0)) {
    await client.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function serve(listener: RequestListener, options: Partial<HttpOptions> = {}, path = '') {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const client = createHttpClient({ url: `http://127.0.0.1:${port}${path}`, ...options })
  open.push({ server, client })
  return { client, server, port }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

test('posts JSON to the base URL and gives status, headers and text', async () => {
  const { client } = await serve(
    async (request, response) => {
      const body = { got: await textOf(request), path: request.url, type: request.headers['content-type'] }
      response.writeHead(207, { 'x-node': 'a' }).end(JSON.stringify(body))
    },
    {},
    '/rpc/?key=1',
  )
  const answer = await client.post('{"a":"ü"}')
  expect(answer.status).toBe(207)
  expect(answer.headers['x-node']).toBe('a')
  expect(JSON.parse(answer.body)).toEqual({ got: '{"a":"ü"}', path: '/rpc?key=1', type: 'application/json' })
})

test('gets below the base path and keeps the base query', async () => {
  const { client } = await serve((request, response) => response.end(request.url), {}, '/rpc?key=1')
  expect((await client.get('/block?height=5')).body).toBe('/rpc/block?height=5&key=1')
  expect((await client.get('status')).body).toBe('/rpc/status?key=1')
})

test('an error status is an answer, with its Retry-After', async () => {
  const { client } = await serve((_, response) => response.writeHead(429, { 'retry-after': '3' }).end('slow'))
  expect(await client.get('/')).toMatchObject({ status: 429, headers: { 'retry-after': '3' }, body: 'slow' })
})

test('a user in the URL becomes basic auth and stays out of messages', async () => {
  const { client, port } = await serve((request, response) => response.end(request.headers.authorization))
  const known = createHttpClient({ url: `http://me:s%40crt@127.0.0.1:${port}` })
  expect((await known.get('/')).body).toBe(`Basic ${Buffer.from('me:s@crt').toString('base64')}`)
  expect(known.host).toBe(`127.0.0.1:${port}`)
  await known.close()
  await client.close()
})

test('the deadline covers a body that never ends', async () => {
  const { client, port } = await serve((_, response) => response.writeHead(200).write('{'), { timeoutMs: 50 })
  await expect(client.get('/')).rejects.toMatchObject({
    code: 'TIMED_OUT',
    message: `127.0.0.1:${port} took longer than 50 ms`,
  })
})

test('the deadline covers a silent node', async () => {
  const { client } = await serve(() => undefined, { timeoutMs: 50 })
  await expect(client.post('{}')).rejects.toMatchObject({ code: 'TIMED_OUT' })
})

test('one request may have a deadline of its own', async () => {
  const { client } = await serve(() => undefined)
  await expect(client.get('/', undefined, 20)).rejects.toMatchObject({ code: 'TIMED_OUT' })
})

test('a body over the limit is refused, also without content-length', async () => {
  const { client } = await serve(
    (_, response) => {
      response.write('x'.repeat(600))
      response.end('x'.repeat(600))
    },
    { maxBytes: 1000 },
  )
  await expect(client.get('/')).rejects.toMatchObject({ code: 'NODE_ANSWER_INVALID' })
})

test('a connection that breaks off inside the body is a failure, not a short answer', async () => {
  const { client } = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"half"')
    setTimeout(() => response.socket?.destroy(), 10)
  })
  await expect(client.get('/')).rejects.toMatchObject({ code: 'NODE_UNAVAILABLE' })
})

test('a refused connection names the host and the reason', async () => {
  const { client, server, port } = await serve((_, response) => response.end())
  await new Promise((resolve) => server.close(resolve))
  await expect(client.get('/')).rejects.toMatchObject({
    code: 'NODE_UNAVAILABLE',
    message: expect.stringContaining(`127.0.0.1:${port} did not answer: ECONNREFUSED`),
    values: { host: `127.0.0.1:${port}` },
  })
})

test('stops with its signal', async () => {
  const { client } = await serve(() => undefined)
  const stop = new AbortController()
  const waiting = client.post('{}', stop.signal)
  setTimeout(() => stop.abort(), 10)
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' })
})

test('connections are kept and bounded', async () => {
  const sockets = new Set<unknown>()
  const { client } = await serve(
    (request, response) => {
      sockets.add(request.socket)
      setTimeout(() => response.end('ok'), 2)
    },
    { connections: 2 },
  )
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.get('/')))
  expect(answers).toHaveLength(20)
  expect(sockets.size).toBe(2)
})
