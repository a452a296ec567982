import { errors, Pool } from 'undici'
import { Failure } from '#domain/failure.ts'
import { type Deadline, withDeadline } from './deadline.ts'

const MEBIBYTE = 2 ** 20
/** block_results of a full block is a few MB of JSON; above this it is an attack or a fault. */
const DEFAULT_MAX_BYTES = 64 * MEBIBYTE
/** CometBFT closes an idle connection after its own idle timeout; proxies in front of it after some 60 s. */
const KEEP_ALIVE_MS = 30_000

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export interface HttpOptions {
  /** Base URL, http or https; its path is kept in front of every path; a user and password become basic auth. */
  readonly url: string
  /** Connections kept open at most; more requests wait for a free one, inside their deadline. Default 8. */
  readonly connections?: number
  /** Milliseconds for one request, from the call to the last byte of the body. Default 10000. */
  readonly timeoutMs?: number
  /** Bytes of one answer's body. Default 64 MiB. */
  readonly maxBytes?: number
}

/**
 * Requests to one base URL. Every status is an answer, redirects are not followed. Throws NODE_UNAVAILABLE
 * (no connection, broken off), TIMED_OUT, NODE_ANSWER_INVALID (body too large) and ABORTED; messages name
 * the host only, as paths may hold API keys.
 */
export interface HttpClient {
  /** host:port, fit for logs. */
  readonly host: string
  /** POSTs a JSON text to the base URL. */
  post(body: string, signal?: AbortSignal, timeoutMs?: number): Promise<HttpAnswer>
  /** GETs base URL + `path` (which may carry a query). */
  get(path: string, signal?: AbortSignal, timeoutMs?: number): Promise<HttpAnswer>
  /** Ends all connections at once; requests under way fail. */
  close(): Promise<void>
}

interface Request {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body: string | null
}

export function createHttpClient(options: HttpOptions): HttpClient {
  const { connections = 8, timeoutMs: usual = 10_000, maxBytes = DEFAULT_MAX_BYTES } = options
  const url = new URL(options.url)
  const base = url.pathname.replace(/\/+$/, '')
  const headers = requestHeaders(url)
  const pool = new Pool(url.origin, {
    connections,
    maxResponseSize: maxBytes,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // withDeadline covers these.
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: usual,
  })
  const send = (request: Request, signal: AbortSignal | undefined, timeoutMs = usual) =>
    exchange(pool, { request, headers }, { what: url.host, timeoutMs, signal }).catch((error) => {
      throw asFailure(error, url.host)
    })
  return {
    host: url.host,
    post: (body, signal, timeoutMs) =>
      send({ method: 'POST', path: `${base || '/'}${url.search}`, body }, signal, timeoutMs),
    get: (path, signal, timeoutMs) =>
      send({ method: 'GET', path: joinPath(base, path, url.search), body: null }, signal, timeoutMs),
    close: () => pool.destroy(),
  }
}

function exchange(
  pool: Pool,
  { request, headers }: { readonly request: Request; readonly headers: Record<string, string> },
  deadline: Deadline,
): Promise<HttpAnswer> {
  return withDeadline(deadline, async (signal) => {
    const answer = await pool.request({ ...request, headers, signal })
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() }
  })
}

/** Answers are asked for without compression: a small body may not unfold into a big one. */
function requestHeaders(url: URL): Record<string, string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  if (url.username === '' && url.password === '') return headers
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return { ...headers, authorization: `Basic ${Buffer.from(user).toString('base64')}` }
}

/** The base's own query (an API key, say) goes with every request. */
function joinPath(base: string, path: string, search: string): string {
  const joined = `${base}/${path.replace(/^\/+/, '')}`
  return search === '' ? joined : `${joined}${joined.includes('?') ? '&' : '?'}${search.slice(1)}`
}

function asFailure(error: unknown, host: string): Failure {
  if (error instanceof Failure) return error
  if (error instanceof errors.ResponseExceededMaxSizeError)
    return new Failure(
      'NODE_ANSWER_INVALID',
      `${host} sent a body that is too large`,
      { host },
      { cause: error },
    )
  const reason = error instanceof Error ? reasonOf(error) : String(error)
  return new Failure('NODE_UNAVAILABLE', `${host} did not answer: ${reason}`, { host }, { cause: error })
}

function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return error.message === '' ? code : `${code} ${error.message}`
}
