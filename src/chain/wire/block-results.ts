import { Failure } from '#domain/failure.ts'
import { type Fields, fieldsOf, heightOf, invalidAnswer, isFields } from './fields.ts'

/**
 * What we believe of a node's `block_results` answer. Events are checked one by one where they are decoded,
 * so that an odd one loses itself only.
 */
export interface WireResults {
  /** One for each transaction, in order. */
  readonly txs: readonly unknown[]
  /** Events of the block itself, in order: of its beginning, then of its end. */
  readonly blockEvents: readonly unknown[]
  /** True where attributes are base64 (CometBFT 0.34), false where they are plain texts. */
  readonly base64: boolean
}

/**
 * Checks a `block_results` result of a block. Throws NODE_ANSWER_INVALID for another height's answer, and
 * UNDECODABLE where the right answer cannot be understood.
 */
export function checkBlockResults(result: unknown, block: { height: number; txCount: number }): WireResults {
  const answer = fieldsOf(result, 'block_results')
  const height = heightOf(answer, 'height', 'block_results')
  if (height !== block.height)
    throw invalidAnswer('block_results.height', `is ${height}, not ${block.height}`)
  const txs = listIn(answer, 'txs_results')
  if (txs.length !== block.txCount)
    throw undecodable(`block_results has ${txs.length} results for ${block.txCount} transactions`)
  return { txs, ...blockEventsIn(answer) }
}

/** The shape tells the encoding, never the height: a new node answers for old blocks in the new shape. */
function blockEventsIn(answer: Fields): Pick<WireResults, 'blockEvents' | 'base64'> {
  if ('finalize_block_events' in answer)
    return { blockEvents: listIn(answer, 'finalize_block_events'), base64: false }
  if (!('begin_block_events' in answer || 'end_block_events' in answer))
    throw undecodable('block_results has no events of the block')
  return {
    blockEvents: [...listIn(answer, 'begin_block_events'), ...listIn(answer, 'end_block_events')],
    base64: true,
  }
}

/** Null means none. */
function listIn(answer: Fields, key: string): readonly unknown[] {
  const value = answer[key]
  if (value === null || value === undefined) return []
  if (!Array.isArray(value)) throw undecodable(`block_results.${key} is not a list`)
  return value
}

/** The code and events of one transaction's result. Throws UNDECODABLE. */
export function checkTxResult(result: unknown): {
  readonly code: number
  readonly events: readonly unknown[]
} {
  if (!isFields(result)) throw undecodable('the result of a transaction is not an object')
  const { code = 0 } = result
  if (typeof code !== 'number') throw undecodable('the code of a transaction is not a number')
  return { code, events: listIn(result, 'events') }
}

export const undecodable = (message: string) => new Failure('UNDECODABLE', message)
