import { Failure, type FailureCode } from '#domain/failure.ts'

/** Codes of JSON-RPC 2.0 for a request that is wrong by itself: another try of the same cannot help. */
const INVALID_REQUEST = -32600
const METHOD_NOT_FOUND = -32601
const INVALID_PARAMS = -32602
const PARSE_ERROR = -32700
const OUR_FAULTS: readonly unknown[] = [INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, PARSE_ERROR]

/** What CometBFT says in `error.data` (cometbft rpc/core/env.go, rpc/core/blocks.go, state/store.go). */
const sentences: readonly (readonly [RegExp, FailureCode])[] = [
  [/must be less than or equal to the current blockchain height/, 'HEIGHT_NOT_YET'],
  [/could not find results for height/, 'HEIGHT_NOT_YET'],
  [/is not available, lowest height is/, 'HEIGHT_PRUNED'],
  [/node is not persisting (abci|finalize block) responses/, 'HEIGHT_PRUNED'],
]

/** The `error` of a JSON-RPC answer. */
export interface NodeError {
  readonly code: unknown
  readonly message: unknown
  readonly data?: unknown
}

/**
 * What a node's error means for us. `rpcCode` is in the values; `lowestHeight` where the node names it.
 */
export function nodeFailure({ code, message, data }: NodeError): Failure {
  const text = [message, data]
    .filter((part) => typeof part === 'string')
    .join(': ')
    .slice(0, 300)
  const rpcCode = typeof code === 'number' ? code : null
  const found = sentences.find(([sentence]) => sentence.test(text))
  if (found) return new Failure(found[1], text, { rpcCode, ...lowestHeightIn(text) })
  const ours = OUR_FAULTS.includes(code)
  return new Failure(ours ? 'NODE_ANSWER_INVALID' : 'NODE_UNAVAILABLE', `the node refused: ${text}`, {
    rpcCode,
  })
}

function lowestHeightIn(text: string): { lowestHeight?: number } {
  const digits = /lowest height is (\d{1,15})/.exec(text)?.[1]
  return digits === undefined ? {} : { lowestHeight: Number(digits) }
}

/** True where the failure is of the request, so that neither time nor this node can mend it. */
export function isFinal(failure: Failure): boolean {
  const { rpcCode, abciCode } = failure.values
  return (
    failure.code === 'NODE_ANSWER_INVALID' && (typeof abciCode === 'number' || OUR_FAULTS.includes(rpcCode))
  )
}
