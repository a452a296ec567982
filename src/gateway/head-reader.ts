import type { Clock } from '#platform/clock.ts'
import type { Queryable } from '#store/connection.ts'
import { type IndexHead, indexHead } from '#store/query/index-head.ts'

/** Requests that come within this time of a read share it: it can only be older than what they go on to read. */
const SHARED_MS = 5

/** Reads where the index stands, at most once in a few milliseconds. Throws what the database throws. */
export function createHeadReader(
  sql: Queryable,
  clock: Pick<Clock, 'monotonicMs'>,
): () => Promise<IndexHead> {
  let last: { readonly atMs: number; readonly head: Promise<IndexHead> } | null = null
  return () => {
    const atMs = clock.monotonicMs()
    if (last === null || atMs - last.atMs > SHARED_MS) last = { atMs, head: indexHead(sql) }
    return last.head
  }
}
