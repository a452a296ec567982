import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'
import { Failure } from '#domain/failure.ts'

/** A running answer gets this long after `close`; then its connection is cut. */
const DRAIN_MS = 10_000

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

/** Serves an app over HTTP. Throws BAD_SETTING where the address is taken or not ours. */
export async function listen(app: Hono, { host, port }: ListenOptions): Promise<Listener> {
  let draining = false
  const fetch = async (request: Request) => {
    const response = await app.fetch(request)
    // Else a kept-alive connection would hold the drain until its client lets go.
    if (draining) response.headers.set('connection', 'close')
    return response
  }
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const starting = serve({ fetch, hostname: host, port }, () => resolve(starting))
    starting.once('error', (cause) => reject(cannotListen(host, port, cause)))
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

function drain(server: ReturnType<typeof serve>): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN_MS)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  })
}
