import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Failure } from '#domain/failure.ts'
import { ApiRefusal, internalError, unauthorized } from '../api/api-refusal.ts'
import type { KubeApi } from '../api/kube-api.ts'
import type { ClusterFaults } from '../fault/cluster-faults.ts'
import { afterRequest, beforeRequest, type Interruption } from '../fault/request-faults.ts'
import type { Past } from '../fault/switches.ts'
import { WatchFaults } from '../fault/watch-faults.ts'
import { type Answer, answer } from './answer.ts'
import { discovery } from './discovery.ts'
import { type KubeRequest, parseRequest } from './kube-request.ts'
import { ListPages } from './list-pages.ts'
import { ObjectTexts } from './object-text.ts'
import { serveWatch } from './watch-stream.ts'

export interface KubeServerOptions {
  readonly api: KubeApi
  readonly faults: ClusterFaults
  /** The only bearer token that is let in; kubectl brings none over plain HTTP, and needs none. */
  readonly token: string
  readonly bookmarkMs: number
  /** Told of each request right before it is done; not of those that a fault keeps from it. */
  readonly onRequest?: (request: KubeRequest) => void
}

/** Over this an apiserver refuses bodies too (3 MiB). */
const MAX_BODY_BYTES = 3 * 1_048_576

/** Serves a KubeApi over HTTP on the loopback, as kube-apiserver does. */
export class KubeServer {
  readonly #options: KubeServerOptions
  readonly #texts = new ObjectTexts()
  readonly #pages = new ListPages()
  #server: Server | null = null
  #port = 0

  constructor(options: KubeServerOptions) {
    this.#options = options
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Listens on the port that it had before, the first time on any free one. Throws BAD_SETTING when it is taken. */
  async listen(): Promise<void> {
    const server = createServer({ keepAlive: true }, (request, response) => this.#receive(request, response))
    server.keepAliveTimeout = 65_000
    this.#port = await bound(server, this.#port)
    this.#server = server
  }

  /** Breaks every connection, as a process does that is killed. */
  async close(): Promise<void> {
    const server = this.#server
    this.#server = null
    this.#pages.forget()
    if (server === null) return
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MAX_BODY_BYTES) chunks.push(chunk)
      else request.destroy()
    })
    request.on('end', () => {
      this.#serve(request, response, Buffer.concat(chunks).toString()).catch((error: unknown) =>
        send(response, refused(error)),
      )
    })
  }

  async #serve(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    await this.#options.faults.thawed()
    const { method = 'GET', url = '/', headers } = request
    const found = discovery(url.split('?')[0] ?? '/')
    if (typeof found === 'string') return send(response, { status: 200, body: found })
    const { authorization } = headers
    if (authorization !== undefined && authorization !== `Bearer ${this.#options.token}`) throw unauthorized()
    if (found !== null) return send(response, { status: 200, body: JSON.stringify(found) })
    const contentType = headers['content-type'] ?? ''
    const userAgent = headers['user-agent'] ?? ''
    await this.#handle(parseRequest({ method, url, contentType, userAgent, body }), response)
  }

  async #handle(request: KubeRequest, response: ServerResponse): Promise<void> {
    const { faults } = this.#options
    if (faults.acts('slow', request)) await pause(faults.on.slow?.ms ?? 0)
    if (interrupt(response, beforeRequest(request, faults))) return
    this.#options.onRequest?.(request)
    if (request.verb === 'watch') return this.#watch(request, response)
    const result = this.#answer(request)
    if (!interrupt(response, afterRequest(request, faults))) send(response, result)
  }

  #answer(request: KubeRequest): Answer {
    const { api } = this.#options
    try {
      const past = pastOf(request, this.#options.faults)
      const readsAt = this.#readsAt(past)
      const saysAt = past?.pretends ? api.store.revision : readsAt
      return answer(request, { api, texts: this.#texts, pages: this.#pages, readsAt, saysAt })
    } catch (error) {
      return refused(error)
    }
  }

  /** The revision that a read shows. */
  #readsAt = (past: Past | undefined) => Math.max(1, this.#options.api.store.revision - (past?.behind ?? 0))

  #watch(request: KubeRequest, response: ServerResponse): void {
    const { api, faults, bookmarkMs } = this.#options
    const write = (line: string) => response.writableEnded || response.write(line)
    const sink = { write, end: () => response.end() }
    const between = new WatchFaults(request, sink, faults)
    const begin = () => {
      const revision = this.#readsAt(pastOf(request, faults))
      const isNow = revision >= api.store.revision
      return {
        revision,
        objects: isNow ? api.store.list(request.kind) : api.store.asOf(revision, request.kind),
      }
    }
    response.writeHead(200, { 'Content-Type': 'application/json' })
    response.flushHeaders()
    const stop = serveWatch(request, sink, {
      store: api.store,
      texts: this.#texts,
      pass: between.pass,
      bookmarkMs,
      begin,
    })
    response.on('close', () => {
      between.stop()
      stop()
    })
  }
}

/** How far this read lags; undefined: it does not. */
function pastOf(request: KubeRequest, faults: ClusterFaults): Past | undefined {
  if (request.verb === 'list' && faults.acts('staleList', request)) return faults.on.staleList
  return faults.acts('timeTravel', request) ? faults.on.timeTravel : undefined
}

function bound(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: unknown) =>
      reject(new Failure('BAD_SETTING', `cannot listen on 127.0.0.1:${port}`, { port }, { cause }))
    server.once('error', refuse)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', refuse)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref())

/** True when a fault has taken the answer's place. */
function interrupt(response: ServerResponse, interruption: Interruption): boolean {
  if (interruption === 'reset') response.socket?.resetAndDestroy()
  else if (interruption instanceof ApiRefusal) send(response, refused(interruption))
  return interruption !== null
}

function refused(error: unknown): Answer {
  const refusal =
    error instanceof ApiRefusal
      ? error
      : internalError(error instanceof Error ? error.message : String(error))
  return { status: refusal.body.code, body: `${JSON.stringify(refusal.body)}\n`, headers: refusal.headers }
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (response.destroyed || response.headersSent) return
  const contentType = body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8'
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}
