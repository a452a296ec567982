import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { Failure } from '#domain/failure.ts'
import { type AgentAppOptions, agentApp } from './agent-app.ts'

export interface AgentServerOptions extends AgentAppOptions {
  /** Port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number }
}

export interface AgentServer {
  readonly port: number
  /** Base URL, without a slash at the end. */
  readonly url: string
  /** Answers who waits, takes no new connections, lets running answers end (at most 5 s). Safe to call twice. */
  close(): Promise<void>
}

const DRAIN_MS = 5000
/**
 * Who has not sent a whole request in 15 s is cut off, and who has taken nothing of an answer for a minute, twice as
 * long as anybody may wait. Connections stay open longer than the pause between two checks of the stock provider.
 */
const limits = {
  requestTimeout: 15_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 5000,
  keepAliveTimeout: 65_000,
}
const SILENCE_MS = 60_000
const MAX_CONNECTIONS = 1024

/** Throws BAD_SETTING where the address is taken or not ours. */
export async function startAgentServer(options: AgentServerOptions): Promise<AgentServer> {
  const { host } = options.listen
  const stop = new AbortController()
  const app = agentApp(options, stop.signal)
  const server = createAdaptorServer({
    fetch: async (request, env) => {
      const response = await app.fetch(request, env)
      // Else a connection that is kept would hold the end until its client lets go.
      if (stop.signal.aborted) response.headers.set('connection', 'close')
      return response
    },
    serverOptions: limits,
    createServer,
  })
  server.maxConnections = MAX_CONNECTIONS
  server.setTimeout(SILENCE_MS)
  await listening(server, options)
  const address = server.address() as AddressInfo
  let closing: Promise<void> | null = null
  return {
    port: address.port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () => {
      stop.abort()
      closing ??= drained(server)
      return closing
    },
  }
}

const listening = (server: ServerType, { listen: { host, port }, log }: AgentServerOptions) =>
  new Promise<void>((resolve, reject) => {
    server.on('error', (cause) => {
      // Later ones are about one connection that could not be taken; they must not end the agent.
      log.warn({ err: cause }, 'the HTTP server had an error')
      const words = `cannot listen on ${host}:${port}: ${cause.message}`
      reject(new Failure('BAD_SETTING', words, { host, port }, { cause }))
    })
    server.listen({ host, port }, resolve)
  })

function drained(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), DRAIN_MS)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  })
}
