import type { IncomingMessage, ServerResponse } from 'node:http'
import { codes, type Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import { unknownExtensions } from '../answer-extensions.ts'
import { internalError } from '../error.ts'
import type { GatewayMetrics } from '../gateway-metrics.ts'
import { limits } from '../limit/limits.ts'
import { createRequestTrace, type TraceOptions } from '../ops/request-trace.ts'
import { parseTraceparent, spanId, traceresponse } from '../ops/trace-context.ts'
import { clientAddress } from '../traffic/client-address.ts'
import { retryAfter } from '../traffic/retry-after.ts'
import type { AnswerGraphql } from './answer-graphql.ts'
import { corsHeaders, preflightHeaders } from './cors.ts'
import type { GraphqlHttpAnswer, GraphqlHttpRequest } from './graphql-http-request.ts'
import { type HttpRefusal, refuse } from './http-refusal.ts'

/**
 * So many requests under way mean that more come than are answered. While the database refuses, too, those that
 * come are refused unread: reading them takes longer than there is, and all would wait for that.
 */
const CROWD = 32

export interface NodeRouteOptions extends TraceOptions {
  /** What the database would say to one more; null: come in. */
  readonly refusal: () => Failure | null
  readonly answer: AnswerGraphql
  /** How many proxies of ours stand in front. */
  readonly trustedProxies: number
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly measures: Pick<GatewayMetrics, 'observeRequest'>
}

/** Answers a request of Node's server; false where it is not for this route. */
export type NodeRoute = (request: IncomingMessage, response: ServerResponse) => boolean

const PATH = '/graphql'

/**
 * GraphQL straight from Node's server: the same as `graphql-route.ts` without the objects that a framework makes of
 * request and answer, which take as long as an answer from the cache.
 */
export function nodeRoute(options: NodeRouteOptions): NodeRoute {
  let underWay = 0
  return (request, response) => {
    const { url = '' } = request
    if (url !== PATH && !url.startsWith(`${PATH}?`)) return false
    const refusal = underWay >= CROWD ? options.refusal() : null
    if (refusal !== null) refuseUnread(options, request, { response, refusal })
    else {
      underWay += 1
      void respond(options, request, response).finally(() => {
        underWay -= 1
      })
    }
    return true
  }
}

interface Unread {
  readonly response: ServerResponse
  readonly refusal: Failure
}

function refuseUnread(
  options: NodeRouteOptions,
  request: IncomingMessage,
  { response, refusal }: Unread,
): void {
  const { code, message } = refusal
  const { status } = codes[code]
  // Else the connection would end with the answer, and making a new one costs more than the body.
  if (isShort(request)) request.resume()
  options.measures.observeRequest({ path: PATH, status, startMs: options.clock.monotonicMs() })
  const errors = [{ message, extensions: { code } }]
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'retry-after': retryAfter(refusal) ?? '1',
  }
  send(request, response, {
    status,
    headers,
    body: JSON.stringify({ errors, extensions: unknownExtensions }),
  })
}

async function respond(
  options: NodeRouteOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startMs = options.clock.monotonicMs()
  const parent = parseTraceparent(headerOf(request, 'traceparent') ?? null)
  const answer =
    request.method === 'OPTIONS'
      ? { status: 204, headers: { ...preflightHeaders }, body: null }
      : await answered(options, request, createRequestTrace(parent, options))
  if (parent !== null) answer.headers.traceresponse = traceresponse(parent, spanId(options.makeId))
  options.measures.observeRequest({ path: PATH, status: answer.status, startMs })
  send(request, response, answer)
}

/** `answer` throws nothing; whatever does is a fault of ours. */
async function answered(
  { answer, trustedProxies, log, makeId }: NodeRouteOptions,
  request: IncomingMessage,
  trace: { readonly log: TraceOptions['log'] },
): Promise<GraphqlHttpAnswer> {
  try {
    return await answer(requestOf(request, trace, trustedProxies))
  } catch (error) {
    const errorId = makeId()
    log.error({ err: error, errorId }, 'a request failed')
    const errors = [internalError(errorId)]
    return {
      status: 500,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ errors, extensions: unknownExtensions }),
    }
  }
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: GraphqlHttpAnswer,
): void {
  // What comes after a body that is not read to its end must not be taken for the next request.
  if (!request.complete && !isShort(request)) response.shouldKeepAlive = false
  const length = body === null ? 0 : Buffer.byteLength(body)
  const hasLength = status !== 204 && status !== 304
  response.writeHead(status, {
    ...headers,
    ...corsHeaders,
    ...(hasLength ? { 'content-length': length } : {}),
  })
  response.end(request.method === 'HEAD' ? undefined : (body ?? undefined))
}

/** Whether the rest of the body is small enough to be read and forgotten. */
const isShort = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= limits.bodyBytes

const requestOf = (
  request: IncomingMessage,
  trace: { readonly log: TraceOptions['log'] },
  trustedProxies: number,
): GraphqlHttpRequest => ({
  method: request.method ?? '',
  url: request.url ?? '',
  header: (name) => headerOf(request, name),
  client: () =>
    clientAddress({
      socketAddress: request.socket.remoteAddress ?? null,
      forwardedFor: headerOf(request, 'x-forwarded-for') ?? null,
      trustedProxies,
    }),
  get log() {
    return trace.log
  },
  text: (maxBytes) => readBody(request, maxBytes),
})

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** As `readText` has it of Hono's requests. */
function readBody(request: IncomingMessage, maxBytes: number): Promise<string | HttpRefusal> {
  const tooLarge = () => refuse(413, `the body is larger than ${maxBytes} bytes`)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve(tooLarge())
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= maxBytes) chunks.push(chunk)
      else {
        request.pause()
        resolve(tooLarge())
      }
    })
    request.on('end', () =>
      resolve((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? ''),
    )
    request.on('error', () => resolve(refuse(400, 'the body did not arrive whole')))
  })
}
