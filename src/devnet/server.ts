import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { Failure } from '#domain/failure.ts'
import type { Chain } from './chain.ts'
import {
  answerGet,
  answerPost,
  type Call,
  notFound,
  type Parsed,
  parsePost,
  parseUri,
  type Reply,
} from './rpc/frame.ts'
import { serveSocket } from './subscription.ts'

/** What a fault switch may do to one HTTP exchange; what it leaves out goes its normal way. */
export interface Interference {
  readonly delayMs?: number
  /** `never`: no answer ever comes; `reset`: the connection breaks. */
  readonly drop?: 'never' | 'reset'
  readonly headers?: Readonly<Record<string, string>>
  readonly rewrite?: (reply: Reply) => Reply
}

/** Asked before each HTTP request is answered; null lets it pass. */
export type Interfere = (methods: readonly string[]) => Interference | null

export interface ServerOptions {
  readonly chain: Chain
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 0: any free port. */
  readonly port?: number
  readonly interfere?: Interfere
}

export interface ChainServer {
  /** http://host:port, without a path. */
  readonly url: string
  /** Breaks every connection and frees the port. */
  close(): Promise<void>
}

/** CometBFT's `max_body_bytes`. */
const MAX_BODY_BYTES = 1_000_000

/** Serves a chain as a CometBFT 0.38 node does: URI GET, JSON-RPC POST, WebSocket. Throws when the port is taken. */
export async function startServer(options: ServerOptions): Promise<ChainServer> {
  const server = createServer({ keepAlive: true }, (request, response) => receive(options, request, response))
  server.keepAliveTimeout = 65_000
  const sockets = new WebSocketServer({ server, path: '/websocket' })
  sockets.on('connection', (socket) => serveSocket(options.chain, socket))
  // ws passes the HTTP server's errors on; they reach the caller through listen().
  sockets.on('error', () => undefined)
  const host = options.host ?? '127.0.0.1'
  const port = await listen(server, host, options.port ?? 0)
  return { url: `http://${host}:${port}`, close: () => close(server, sockets) }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Failure('BAD_SETTING', `cannot listen on ${host}:${port}`, { host, port }, { cause })),
    )
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate()
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function receive(options: ServerOptions, request: IncomingMessage, response: ServerResponse): void {
  const url = request.url ?? '/'
  if (request.method === 'GET') {
    const call = parseUri(url)
    settle(options, response, { calls: [call], answer: () => answerGet(options.chain, call) })
  } else if (request.method === 'POST' && url === '/') {
    collect(request, response, (body) => {
      const parsed = parsePost(body)
      settle(options, response, { calls: callsOf(parsed), answer: () => answerPost(options.chain, parsed) })
    })
  } else send(response, notFound, {})
}

const callsOf = (parsed: Parsed): readonly Call[] => ('calls' in parsed ? parsed.calls : [])

function collect(request: IncomingMessage, response: ServerResponse, done: (body: string) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MAX_BODY_BYTES) {
      send(response, { status: 413, contentType: 'text/plain', body: 'http: request body too large\n' }, {})
      request.destroy()
    } else chunks.push(chunk)
  })
  request.on('end', () => done(Buffer.concat(chunks).toString()))
}

interface Exchange {
  readonly calls: readonly Call[]
  readonly answer: () => Reply
}

function settle(options: ServerOptions, response: ServerResponse, exchange: Exchange): void {
  const interference = options.interfere?.(exchange.calls.map((call) => call.method)) ?? {}
  const go = () => {
    if (interference.drop === 'reset') response.socket?.resetAndDestroy()
    if (interference.drop !== undefined) return
    const reply = exchange.answer()
    send(response, interference.rewrite?.(reply) ?? reply, interference.headers ?? {})
  }
  if (interference.delayMs === undefined) go()
  else setTimeout(go, interference.delayMs).unref()
}

function send(response: ServerResponse, reply: Reply, headers: Readonly<Record<string, string>>): void {
  if (response.destroyed) return
  const body = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body
  response.writeHead(reply.status, {
    'Content-Type': reply.contentType,
    'Content-Length': body.length,
    Server: '',
    ...headers,
  })
  response.end(body)
}
