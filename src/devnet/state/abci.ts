import type { AbciQuery } from '../chain.ts'
import type { Refusal } from './page.ts'
import { isQueryPath, queryState } from './query.ts'
import type { StateView } from './view.ts'

/** Chain state by height. */
export interface StateHistory {
  /** The height that queries for "latest" see. */
  latest(): number
  /** The state after one block; null where the node has pruned it. */
  at(height: number): StateView | null
}

const unknownPath: Refusal = { code: 6, log: 'unknown query path: unknown request' }
const negative: Refusal = {
  code: 18,
  log: 'cannot query with height < 0; please provide a valid height: invalid request',
}
const future: Refusal = {
  code: 26,
  log: 'cannot query with height in the future; please provide a valid height: invalid height',
}

/** Answers `abci_query` as the node does: the JSON text of its result. */
export function answerAbci(history: StateHistory, query: AbciQuery): string {
  if (!isQueryPath(query.path) && !hasConstant(history, query.path)) return refused(unknownPath, 0)
  const height = query.height === 0 ? history.latest() : query.height
  if (height < 0) return refused(negative, 0)
  if (height > history.latest()) return refused(future, 0)
  const view = history.at(height)
  if (view === null) return refused(pruned(height, history.latest()), 0)
  const constant = view.constant(query.path)
  if (constant !== null) return answered(constant, height)
  const answer = queryState(view, query.path, query.data)
  return 'code' in answer ? refused(answer, height) : answered(answer, height)
}

const hasConstant = (history: StateHistory, path: string) =>
  (history.at(history.latest())?.constant(path) ?? null) !== null

export const pruned = (height: number, latest: number): Refusal => ({
  code: 38,
  log: `failed to load state at height ${height}; version mismatch on immutable IAVL tree; version does not exist. Version has either been pruned, or is for a future block height (latest height: ${latest}): not found`,
})

function answered(value: Uint8Array, height: number): string {
  const text =
    value.length === 0
      ? 'null'
      : `"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"`
  return `{"response":{"code":0,"log":"","info":"","index":"0","key":null,"value":${text},"proofOps":null,"height":"${height}","codespace":""}}`
}

/** A refused query; the node gives height 0 where it did not even look at a state. */
export function refused(refusal: Refusal, height: number): string {
  const log = JSON.stringify(refusal.log)
  return `{"response":{"code":${refusal.code},"log":${log},"info":"","index":"0","key":null,"value":null,"proofOps":null,"height":"${height}","codespace":"sdk"}}`
}
