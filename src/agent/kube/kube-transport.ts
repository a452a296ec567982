import { errors, Pool } from 'undici'
import { Failure } from '#domain/failure.ts'
import { abortedFailure, withDeadline } from '#platform/deadline.ts'
import type { KubeAccess } from './kube-access.ts'
import { refusalFailure } from './kube-status.ts'

export interface KubeRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** From the server's base, with its query. */
  readonly path: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** Default application/json. */
  readonly contentType?: string
}

export interface CallOptions {
  /** Milliseconds for the request, from the call to the last byte. Default: the client's. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Requests to one API server over connections that are kept. Throws a Failure with the Status as its cause for
 * anything but success, KUBE_UNAVAILABLE where there was no answer, KUBE_ANSWER_INVALID where it was no JSON,
 * TIMED_OUT and ABORTED.
 */
export interface KubeTransport {
  /** The JSON of the answer. */
  exchange(request: KubeRequest, options?: CallOptions): Promise<unknown>
  /**
   * The bytes of an answer that goes on. The time limit is for its head only; leaving the loop closes the connection,
   * and so does the signal, which makes the loop throw ABORTED.
   */
  stream(path: string, options?: CallOptions): Promise<AsyncIterable<Uint8Array>>
  /** Ends all connections at once. */
  close(): Promise<void>
}

/** An object of the API has at most some 1.5 MB, a page of a list 500 of them that are small. */
const MAX_BYTES = 64 * 2 ** 20
/** kube-apiserver closes idle connections after 90 s; balancers in front of it after some 60 s. */
const KEEP_ALIVE_MS = 30_000
/** More than the loop's writes at a time (24): what is urgent must not wait for one. */
const CONNECTIONS = 32

export function openTransport(access: KubeAccess, usualMs: number): KubeTransport {
  const url = new URL(access.server)
  const base = url.pathname.replace(/\/+$/, '')
  const { requests, streams } = openPools(url, access, usualMs)

  /** One request whose token was refused is sent once more with a new one: a 401 comes before anything is done. */
  async function answerTo(pool: Pool, request: KubeRequest, signal: AbortSignal) {
    const first = await send(pool, request, { again: false, signal })
    if (first.statusCode !== 401 || access.tls.cert !== undefined) return first
    await first.body.dump()
    return await send(pool, request, { again: true, signal })
  }

  async function send(
    pool: Pool,
    request: KubeRequest,
    { again, signal }: { again: boolean; signal: AbortSignal },
  ) {
    const authorization = await access.authorization(again)
    const { body, contentType = 'application/json', method } = request
    return await pool.request({
      method,
      path: base + request.path,
      headers: {
        accept: 'application/json',
        ...(authorization === null ? {} : { authorization }),
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal,
    })
  }

  return {
    async exchange(request, { timeoutMs = usualMs, signal } = {}) {
      const what = nameOf(request)
      const answer = await withDeadline({ what, timeoutMs, signal }, async (stop) => {
        const { statusCode, headers, body } = await answerTo(requests, request, stop)
        return { statusCode, headers, text: await body.text() }
      }).catch((error) => {
        throw asFailure(error, what)
      })
      return bodyOf(what, answer)
    },
    async stream(path, { timeoutMs = usualMs, signal } = {}) {
      const what = `watch ${pathOf(path)}`
      const answer = await withDeadline({ what, timeoutMs, signal }, async (stop) => {
        const { statusCode, headers, body } = await answerTo(streams, { method: 'GET', path }, stop)
        return { statusCode, headers, body, text: statusCode === 200 ? '' : await body.text() }
      }).catch((error) => {
        throw asFailure(error, what)
      })
      if (answer.statusCode !== 200) bodyOf(what, answer)
      return untilAborted(answer.body, { what, signal })
    },
    async close() {
      await Promise.all([requests.destroy(), streams.destroy()])
    },
  }
}

/** Streams have connections of their own, as many as there are of them, so that they keep none from a request. */
function openPools(url: URL, { tls }: KubeAccess, timeout: number) {
  const options = {
    connect: { ...tls, timeout },
    keepAliveTimeout: KEEP_ALIVE_MS,
    // withDeadline covers these; a watch may be silent for longer than any of them.
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  return {
    requests: new Pool(url.origin, { ...options, connections: CONNECTIONS, maxResponseSize: MAX_BYTES }),
    streams: new Pool(url.origin, { ...options, connections: null }),
  }
}

interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

function bodyOf(what: string, { statusCode, headers, text }: Answer): unknown {
  const body = parsed(text)
  if (statusCode < 200 || statusCode > 299)
    throw refusalFailure(what, {
      code: statusCode,
      body: body ?? text,
      retryAfter: headers['retry-after']?.toString(),
    })
  if (body === null)
    throw new Failure('KUBE_ANSWER_INVALID', `${what}: the answer is no JSON`, { status: statusCode })
  return body
}

/** Null for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function* untilAborted(
  body: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown },
  { what, signal }: { readonly what: string; readonly signal: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  const onAbort = () => body.destroy(abortedFailure(what, signal))
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    if (signal?.aborted) onAbort()
    yield* body
  } catch (error) {
    throw asFailure(error, what)
  } finally {
    signal?.removeEventListener('abort', onAbort)
    body.destroy()
  }
}

const pathOf = (path: string) => path.replace(/\?.*$/, '')
const nameOf = ({ method, path }: KubeRequest) => `${method} ${pathOf(path)}`

function asFailure(error: unknown, what: string): Failure {
  if (error instanceof Failure) return error
  const isTooLarge = error instanceof errors.ResponseExceededMaxSizeError
  const reason = error instanceof Error ? `${error.name} ${error.message}`.trim() : String(error)
  return new Failure(
    isTooLarge ? 'KUBE_ANSWER_INVALID' : 'KUBE_UNAVAILABLE',
    `${what}: ${reason}`,
    {},
    { cause: error },
  )
}
