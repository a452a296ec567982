import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { KubeAccess } from './kube-access.ts'

/** One request as it came. */
export interface Asked {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** Parsed JSON; null: there was no body. */
  readonly body: unknown
}

export type Answer = (asked: Asked, response: ServerResponse) => void | Promise<void>

export interface TestKubeServer {
  readonly access: KubeAccess
  /** Everything that was asked, in order. */
  readonly asked: Asked[]
  /** Connections that were made until now. */
  connections(): number
  /** Breaks off all connections. */
  cut(): void
  close(): Promise<void>
}

/** A server on loopback that speaks as the test wants. */
export async function openTestKubeServer(answer: Answer): Promise<TestKubeServer> {
  const asked: Asked[] = []
  let connections = 0
  const server = createServer(async (request, response) => {
    const one = await read(request)
    asked.push(one)
    await answer(one, response)
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    access: plainAccess(`http://127.0.0.1:${port}`),
    asked,
    connections: () => connections,
    cut: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const plainAccess = (server: string): KubeAccess => ({
  server,
  tls: {},
  authorization: async () => null,
  namespace: null,
})

async function read(request: IncomingMessage): Promise<Asked> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  let text = ''
  for await (const chunk of request) text += chunk
  const { method = '', headers } = request
  const body: unknown = text === '' ? null : JSON.parse(text)
  return { method, path: url.pathname, query: url.searchParams, headers, body }
}

/** What the API server answers when it refuses. */
export const status = (code: number, reason: string, message = reason, details: object = {}) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  code,
  reason,
  message,
  details,
})

export function sendJson(response: ServerResponse, code: number, body: unknown, headers = {}): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}

/** A Service as the API server would send it; `version` is its resourceVersion. */
export const serviceObject = (name: string, version: number | string, uid = `uid-${name}`) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name,
    namespace: 'ns',
    uid,
    resourceVersion: String(version),
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: {},
})

export const eventLine = (type: string, object: unknown) => `${JSON.stringify({ type, object })}\n`
export const bookmarkLine = (version: number) =>
  eventLine('BOOKMARK', {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: { resourceVersion: String(version), creationTimestamp: null },
  })
