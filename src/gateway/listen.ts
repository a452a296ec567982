import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { Failure } from '#domain/failure.ts'

/** A running answer gets this long after `close`; then its connection is cut. */
const DRAIN_MS = 10_000
/** Who has not sent a whole request by then gets 408: a body that never ends must not hold a connection. */
const REQUEST_LIMIT_MS = 15_000

export interface ListenOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

export interface Listener {
  readonly host: string
  readonly port: number
  /** Base URL, without a slash at the end. */
  readonly url: string
  /** Takes no new connections, lets running answers end (at most 10 s), and closes. Safe to call twice. */
  close(): Promise<void>
}

/** Connections that wait to be taken: one more is dropped, and its client tries again after a second, or fifteen. */
const BACKLOG = 4096

/** What is served: Hono, whatever its requests carry. */
export interface Listened {
  readonly app: { fetch(request: Request, env: unknown): Response | Promise<Response> }
  /** Asked first; false: the request is not for it. */
  readonly direct?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** Serves an app over HTTP. Throws BAD_SETTING where the address is taken or not ours. */
export async function listen(
  { app, direct = () => false }: Listened,
  { host, port }: ListenOptions,
): Promise<Listener> {
  let draining = false
  const fetch = async (request: Request, env: unknown) => {
    const response = await app.fetch(request, env)
    // Else a kept-alive connection would hold the drain until its client lets go.
    if (draining) response.headers.set('connection', 'close')
    return response
  }
  const serverOf: typeof createServer = (...args: unknown[]) => {
    const [options, listener] = args as [object, (request: IncomingMessage, response: ServerResponse) => void]
    return createServer(options, (request, response) => {
      if (draining) response.shouldKeepAlive = false
      if (!direct(request, response)) listener(request, response)
    })
  }
  const server = createAdaptorServer({
    fetch,
    serverOptions: { requestTimeout: REQUEST_LIMIT_MS },
    createServer: serverOf,
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(cannotListen(host, port, cause)))
    server.listen({ host, port, backlog: BACKLOG }, resolve)
  })
  const address = server.address() as AddressInfo
  let closing: Promise<void> | null = null
  return {
    host,
    port: address.port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () => {
      draining = true
      closing ??= drain(server)
      return closing
    },
  }
}

function cannotListen(host: string, port: number, cause: Error): Failure {
  return new Failure(
    'BAD_SETTING',
    `cannot listen on ${host}:${port}: ${cause.message}`,
    { host, port },
    { cause },
  )
}

function drain(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN_MS)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  })
}
