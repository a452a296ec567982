import { Failure } from '#domain/failure.ts'
import { fieldsOf, heightOf, textOf } from './fields.ts'

/** An answer to `abci_query`. `value` is null where the record does not exist. */
export interface AbciAnswer {
  readonly value: Buffer | null
  /** The state after this block was read. */
  readonly height: number
}

/** Codes of the cosmos-sdk (types/errors/errors.go), codespace "sdk". */
const OK = 0
const UNKNOWN_REQUEST = 6
const INVALID_REQUEST = 18
const KEY_NOT_FOUND = 22
const INVALID_HEIGHT = 26
/** Pruned, or before the first height; its log also ends in "not found". */
const NOT_FOUND = 38

/**
 * Checks an `abci_query` result, which is HTTP 200 even on failure. Throws HEIGHT_NOT_YET, HEIGHT_PRUNED,
 * NODE_ANSWER_INVALID (with `abciCode` where another try cannot help) and NODE_UNAVAILABLE.
 */
export function checkAbciAnswer(result: unknown): AbciAnswer {
  const response = fieldsOf(fieldsOf(result, 'abci_query').response, 'abci_query.response')
  const { code = OK, value } = response
  const height = heightOf(response, 'height', 'abci_query.response')
  if (code === OK) return { value: bytesOf(value), height }
  if (code === KEY_NOT_FOUND) return { value: null, height }
  throw abciFailure(code, textOf(response, 'log', 'abci_query.response').slice(0, 300))
}

/** Null is the empty message. */
function bytesOf(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.alloc(0)
  if (typeof value !== 'string')
    throw new Failure('NODE_ANSWER_INVALID', 'abci_query.response.value is not a text')
  return Buffer.from(value, 'base64')
}

function abciFailure(code: unknown, log: string): Failure {
  const values = { abciCode: typeof code === 'number' ? code : -1 }
  const message = `abci_query failed with code ${values.abciCode}: ${log}`
  if (code === INVALID_HEIGHT) return new Failure('HEIGHT_NOT_YET', message, values)
  if (code === NOT_FOUND) return new Failure('HEIGHT_PRUNED', message, values)
  if (code === INVALID_REQUEST || code === UNKNOWN_REQUEST || typeof code !== 'number')
    return new Failure('NODE_ANSWER_INVALID', message, values)
  return new Failure('NODE_UNAVAILABLE', message, values)
}
