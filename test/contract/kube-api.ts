import { Agent, request } from 'undici'
import { Failure } from '#domain/failure.ts'

/** How to reach an API server, as a kubeconfig says it. */
export interface KubeConfig {
  /** https, or plain http. */
  readonly server: string
  readonly token: string
  /** PEM; only for https. */
  readonly ca?: string
}

/** What the tests read of an object; its other fields come along. */
export interface KubeObject {
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid: string
    readonly resourceVersion: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
}

export interface KubeAnswer {
  readonly status: number
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Media types of a PATCH; everything else is sent as JSON. */
export const MERGE_PATCH = 'application/merge-patch+json'
/** Objects may be created from YAML, as files have it. */
export const YAML = 'application/yaml'

/** Requests to a kube API, one by one, nothing cached and nothing tried again. */
export interface KubeApi {
  /** Every status is an answer. Throws where there is none within ten seconds. */
  ask(method: Method, path: string, body?: unknown, contentType?: string): Promise<KubeAnswer>
  /** As `ask`, for what has to work. Throws INTERNAL on any status but 2xx, with what the server said. */
  want<T = KubeObject>(method: Method, path: string, body?: unknown, contentType?: string): Promise<T>
  /** What happens to a collection from now on, line by line, until the signal or the server ends it. */
  watch<T = KubeObject>(path: string, signal: AbortSignal): Promise<AsyncIterable<WatchEvent<T>>>
  /** As `watch`, for what happened after a revision; the path may have a query. Throws when the connection breaks. */
  watchFrom<T = KubeObject>(
    path: string,
    revision: number,
    signal: AbortSignal,
  ): Promise<AsyncIterable<WatchEvent<T>>>
  close(): Promise<void>
}

export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: T
}

const TIMEOUT_MS = 10_000

export function openKubeApi({ server, token, ca }: KubeConfig): KubeApi {
  const dispatcher = new Agent({
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    ...(ca === undefined ? {} : { connect: { ca } }),
  })
  const ask: KubeApi['ask'] = async (method, path, body, contentType = 'application/json') => {
    const answer = await request(`${server}${path}`, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': contentType },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: answer.statusCode, body: parsed(await answer.body.text()) }
  }
  return {
    ask,
    async want<T>(...[method, path, body, contentType]: Parameters<KubeApi['ask']>) {
      const answer = await ask(method, path, body, contentType)
      if (answer.status < 300) return answer.body as T
      throw new Failure('INTERNAL', `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    },
    async watch<T>(path: string, signal: AbortSignal) {
      const { metadata } = await this.want<{ metadata: { resourceVersion: string } }>('GET', path)
      return this.watchFrom<T>(path, Number(metadata.resourceVersion), signal)
    },
    async watchFrom<T>(path: string, revision: number, signal: AbortSignal) {
      const from = `${path}${path.includes('?') ? '&' : '?'}watch=true&resourceVersion=${revision}`
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
      const answer = await request(`${server}${from}`, { dispatcher, headers, signal, bodyTimeout: 0 })
      if (answer.statusCode < 300) return linesOf<WatchEvent<T>>(answer.body, signal)
      const status = answer.statusCode
      throw new Failure('INTERNAL', `GET ${from}: ${status} ${await answer.body.text()}`, { status })
    },
    close: () => dispatcher.destroy(),
  }
}

async function* linesOf<T>(body: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<T> {
  let rest = ''
  try {
    for await (const chunk of body) {
      const lines = `${rest}${chunk.toString('utf8')}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield JSON.parse(line)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
