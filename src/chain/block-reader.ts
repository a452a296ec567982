import type { BlockFacts } from '#domain/event.ts'
import { Failure } from '#domain/failure.ts'
import { decodeBlock, quarantinedBlock } from './decode/block.ts'
import { rawJson } from './decode/quarantine.ts'
import type { Endpoint } from './rpc/endpoint.ts'
import type { RpcCall, RpcOutcome } from './rpc/json-rpc.ts'
import { checkBlock, type WireBlock } from './wire/block.ts'
import { checkBlockResults } from './wire/block-results.ts'

const blockCall = (height: number): RpcCall => ({ method: 'block', params: { height: String(height) } })
const resultsCall = (height: number): RpcCall => ({
  method: 'block_results',
  params: { height: String(height) },
})

/** A block whose header is fine while its results cannot be understood. */
export interface UnreadBlock {
  readonly block: WireBlock
  readonly results: unknown
  readonly failure: Failure
}

export type ReadBlock = { readonly facts: BlockFacts } | { readonly unread: UnreadBlock }

/** The header of one block of the node. Throws what the node's answer means. */
export async function readHeader(
  endpoint: Endpoint,
  at: { readonly height: number; readonly chainId: string },
  signal: AbortSignal,
): Promise<WireBlock> {
  return checkBlock(await endpoint.call(blockCall(at.height), signal), at)
}

/**
 * Reads blocks `from`..`to` at one node, in order. Throws what the node's answers mean; a block whose results
 * cannot be understood comes back unread.
 */
export async function readBlocks(
  endpoint: Endpoint,
  range: { readonly from: number; readonly to: number; readonly chainId: string },
  signal: AbortSignal,
): Promise<readonly ReadBlock[]> {
  const heights = Array.from({ length: range.to - range.from + 1 }, (_, index) => range.from + index)
  const calls = heights.flatMap((height) => [blockCall(height), resultsCall(height)])
  const outcomes = await endpoint.callAll(calls, signal)
  return heights.map((height, index) => {
    const block = checkBlock(resultOf(outcomes[2 * index]), { height, chainId: range.chainId })
    return readResults(block, resultOf(outcomes[2 * index + 1]))
  })
}

/** Gives up on a block: its facts are its header, its results go to quarantine. */
export const quarantine = ({ block, results, failure }: UnreadBlock): BlockFacts =>
  quarantinedBlock(block, failure.message, rawJson(results))

function readResults(block: WireBlock, results: unknown): ReadBlock {
  try {
    return { facts: decodeBlock(block, checkBlockResults(results, block)) }
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'UNDECODABLE') throw error
    return { unread: { block, results, failure: error } }
  }
}

function resultOf(outcome: RpcOutcome | undefined): unknown {
  if (outcome === undefined) throw new Failure('NODE_ANSWER_INVALID', 'the node left out an answer')
  if (!outcome.ok) throw outcome.failure
  return outcome.result
}
