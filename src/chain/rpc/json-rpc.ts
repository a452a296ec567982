import { Failure } from '#domain/failure.ts'
import { type Fields, isFields } from '../wire/fields.ts'
import { nodeFailure } from './node-error.ts'

export interface RpcCall {
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
}

/** What came of one call of a batch. */
export type RpcOutcome =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly failure: Failure }

/** The answer of an HTTP server, as far as we read it. */
export interface RawAnswer {
  readonly status: number
  readonly body: string
  /** Milliseconds that the node asks us to wait, null where it does not. */
  readonly retryAfterMs: number | null
}

/** The JSON of one call, or of a batch; ids count up from `firstId`. */
export function requestBody(calls: readonly RpcCall[], firstId: number): string {
  const requests = calls.map((call, index) => ({ jsonrpc: '2.0', id: firstId + index, ...call }))
  return JSON.stringify(requests.length === 1 ? requests[0] : requests)
}

/**
 * Reads the answer to `requestBody(calls, firstId)`, outcomes in the order of the calls. Throws
 * NODE_UNAVAILABLE (an HTTP status without JSON-RPC behind it) and NODE_ANSWER_INVALID; with
 * `batchRefused` where the node takes no batches.
 */
export function readAnswers(answer: RawAnswer, count: number, firstId: number): RpcOutcome[] {
  if (answer.status === 429) throw unavailable(answer)
  const parsed = parse(answer)
  if (count === 1) return [outcomeOf(parsed, firstId)]
  if (!Array.isArray(parsed)) throw refusedBatch(parsed, answer)
  return inOrder(parsed, count, firstId)
}

/** Answers of a batch may come in any order; each names its request. */
function inOrder(answers: readonly unknown[], count: number, firstId: number): RpcOutcome[] {
  const byId = new Map(answers.map((item) => [isFields(item) ? item.id : undefined, item]))
  if (answers.length !== count || byId.size !== count)
    throw invalid(`has ${byId.size} answers to ${count} calls`)
  return Array.from({ length: count }, (_, index) => outcomeOf(byId.get(firstId + index), firstId + index))
}

function outcomeOf(item: unknown, id: number): RpcOutcome {
  if (!isFields(item) || item.jsonrpc !== '2.0') throw invalid('is not JSON-RPC 2.0')
  if (isFields(item.error) && (item.id === id || item.id === null || item.id === undefined))
    return { ok: false, failure: nodeFailure(errorOf(item.error)) }
  if (item.id !== id) throw invalid(`answers the call ${String(item.id).slice(0, 40)}, not ${id}`)
  if (!('result' in item)) throw invalid('has neither result nor error')
  return { ok: true, result: item.result }
}

const errorOf = (error: Fields) => ({ code: error.code, message: error.message, data: error.data })

function parse(answer: RawAnswer): unknown {
  try {
    return JSON.parse(answer.body)
  } catch (cause) {
    if (answer.status >= 400) throw unavailable(answer)
    throw invalid(`is not JSON: ${start(answer.body)}`, cause)
  }
}

/** A refusal of the whole batch is one object with an error, and no id. */
function refusedBatch(parsed: unknown, answer: RawAnswer): Failure {
  if (answer.status >= 500 && !isFields(parsed)) return unavailable(answer)
  return new Failure('NODE_ANSWER_INVALID', `the node takes no batches: ${start(answer.body)}`, {
    batchRefused: true,
  })
}

const invalid = (rule: string, cause?: unknown) =>
  new Failure('NODE_ANSWER_INVALID', `the node's answer ${rule}`, {}, { cause })

function unavailable({ status, body, retryAfterMs }: RawAnswer): Failure {
  return new Failure('NODE_UNAVAILABLE', `the node answered HTTP ${status}: ${start(body)}`, {
    status,
    retryAfterMs,
  })
}

/** The beginning of a body, on one line, fit for a message. */
const start = (body: string) => body.slice(0, 80).replace(/[\s\0]+/g, ' ')
