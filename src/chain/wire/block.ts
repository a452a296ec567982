import { Failure } from '#domain/failure.ts'
import { fieldsOf, hashOf, heightOf, invalidAnswer, listOf, textOf } from './fields.ts'
import { dataHash } from './merkle.ts'

/** What we believe of a node's `block` answer. Hashes are upper-case hex. */
export interface WireBlock {
  readonly height: number
  readonly hash: string
  /** "" for the first block of the chain. */
  readonly parentHash: string
  readonly time: Date
  readonly txCount: number
}

/**
 * Checks a `block` result: of the height and chain that were asked for, its transactions those that its header
 * names. Throws NODE_ANSWER_INVALID, and CHAIN_ID_MISMATCH for a block of another chain.
 */
export function checkBlock(result: unknown, expected: { height: number; chainId: string }): WireBlock {
  const answer = fieldsOf(result, 'block')
  const block = fieldsOf(answer.block, 'block.block')
  const header = fieldsOf(block.header, 'block.header')
  const chainId = textOf(header, 'chain_id', 'block.header')
  if (chainId !== expected.chainId) throw otherChain(chainId, expected.chainId)
  const height = heightOf(header, 'height', 'block.header')
  if (height !== expected.height)
    throw invalidAnswer('block.header.height', `is ${height}, not ${expected.height}`)
  return {
    height,
    hash: ownHash(answer.block_id),
    parentHash: hashOf(
      fieldsOf(header.last_block_id, 'block.header.last_block_id'),
      'hash',
      'block.header.last_block_id',
    ),
    time: timeOf(textOf(header, 'time', 'block.header')),
    txCount: checkedTxs(block.data, hashOf(header, 'data_hash', 'block.header')).length,
  }
}

export const otherChain = (found: string, wanted: string) =>
  new Failure('CHAIN_ID_MISMATCH', `the node is of chain "${found.slice(0, 60)}", not "${wanted}"`, {
    found: found.slice(0, 60),
    wanted,
  })

function ownHash(blockId: unknown): string {
  const hash = hashOf(fieldsOf(blockId, 'block.block_id'), 'hash', 'block.block_id')
  if (hash === '') throw invalidAnswer('block.block_id.hash', 'is empty')
  return hash
}

/** Date keeps milliseconds of the node's nanoseconds. */
function timeOf(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw invalidAnswer('block.header.time', 'is not a time')
  return time
}

function checkedTxs(data: unknown, expectedHash: string): readonly string[] {
  const txs = listOf(fieldsOf(data, 'block.data'), 'txs', 'block.data')
  if (!txs.every((tx) => typeof tx === 'string')) throw invalidAnswer('block.data.txs', 'are not texts')
  if (txs.length === 0 && expectedHash === '') return txs
  if (dataHash(txs) !== expectedHash)
    throw invalidAnswer('block.header.data_hash', 'does not match the transactions')
  return txs
}
