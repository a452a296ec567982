import type { Chain, RpcError, RpcOutcome } from '../chain.ts'
import { dispatch, isKnownMethod } from './dispatch.ts'
import type { RawParams } from './params.ts'

/** An HTTP answer before it is sent. */
export interface Reply {
  readonly status: number
  readonly contentType: string
  readonly body: string | Buffer
}

/** A JSON-RPC call that came in. `id` is the JSON text to echo; null for a notification, which gets no answer. */
export interface Call {
  readonly id: string | null
  readonly method: string
  readonly params: RawParams
}

const JSON_TYPE = 'application/json'
/** CometBFT's default `max_request_batch_size`. */
const MAX_BATCH = 10

/** The text of one JSON-RPC answer. An error without a known call has no `id`. */
export function frame(id: string | null, outcome: RpcOutcome): string {
  const head = id === null ? '{"jsonrpc":"2.0",' : `{"jsonrpc":"2.0","id":${id},`
  if ('result' in outcome) return `${head}"result":${outcome.result}}`
  return `${head}"error":${JSON.stringify(outcome.error)}}`
}

const json = (status: number, body: string): Reply => ({ status, contentType: JSON_TYPE, body })

/** Answers the URI form: the id is −1, an error is HTTP 500, an unknown method 404. */
export function answerGet(chain: Chain, call: Call): Reply {
  if (!isKnownMethod(call.method)) return notFound
  const outcome = dispatch(chain, call.method, call.params)
  return json('error' in outcome ? 500 : 200, frame('-1', outcome))
}

export const notFound: Reply = {
  status: 404,
  contentType: 'text/plain; charset=utf-8',
  body: '404 page not found\n',
}

/** The URI form of a call: `/block?height=5`. */
export function parseUri(url: string): Call {
  const mark = url.indexOf('?')
  const method = mark < 0 ? url.slice(1) : url.slice(1, mark)
  const values = mark < 0 ? new Map<string, string>() : new Map(new URLSearchParams(url.slice(mark + 1)))
  return { id: '-1', method, params: { form: 'uri', values } }
}

/** What a POST body asks for: calls in order, or the answer that refuses the whole body. */
export type Parsed =
  | { readonly calls: readonly Call[]; readonly isBatch: boolean }
  | { readonly refused: Reply }

export function parsePost(body: string): Parsed {
  const parsed = parseJson(body)
  if ('problem' in parsed) return refusedBody(500, -32700, 'Parse error. Invalid JSON', parsed.problem)
  const { value } = parsed
  if (!Array.isArray(value)) return { calls: [toCall(value)], isBatch: false }
  if (value.length > MAX_BATCH)
    return refusedBody(
      200,
      -32600,
      'Invalid Request',
      `batch request exceeds maximum (${MAX_BATCH}) allowed number of requests`,
    )
  return { calls: value.map(toCall), isBatch: true }
}

/** Answers a POST: errors come with HTTP 200. A body of notifications only is answered by nothing. */
export function answerPost(chain: Chain, parsed: Parsed): Reply {
  if ('refused' in parsed) return parsed.refused
  const texts = parsed.calls
    .filter((call) => call.id !== null)
    .map((call) => frame(call.id, dispatch(chain, call.method, call.params)))
  return json(200, parsed.isBatch && texts.length > 0 ? `[${texts.join(',')}]` : (texts[0] ?? ''))
}

function parseJson(body: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(body) }
  } catch (error) {
    return {
      problem: `error unmarshaling request: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

function refusedBody(status: number, code: number, message: string, data = ''): Parsed {
  const error: RpcError = { code, message, data }
  return { refused: json(status, frame(null, { error })) }
}

function toCall(value: unknown): Call {
  const request = isRecord(value) ? value : {}
  const { id, method, params } = request
  const known = typeof id === 'number' || typeof id === 'string'
  return {
    id: known ? JSON.stringify(id) : null,
    method: typeof method === 'string' ? method : '',
    params: { form: 'json', values: isRecord(params) ? params : {} },
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
