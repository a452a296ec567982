import type { IndexHead } from '#store/query/index-head.ts'
import type { WriterStatus } from '#store/query/writer-status.ts'
import { STALLED_SECONDS } from './freshness.ts'

/** An indexer renews its claim every few seconds; one that has not for this long is gone. */
const SILENT_SECONDS = 30

/** Why this gateway should get no traffic; null: it should. */
export function unreadyReason(head: IndexHead, writer: WriterStatus): string | null {
  if (head.height === null) return `nothing is indexed yet, and ${indexerWords(writer)}`
  if (!head.activeComplete)
    return `the active set is still being read (block ${head.height}), and ${indexerWords(writer)}`
  if (head.idleSeconds === null || head.idleSeconds > STALLED_SECONDS)
    return `block ${head.height} was indexed ${Math.round(head.idleSeconds ?? 0)} s ago and none since: ${indexerWords(writer)}`
  return null
}

function indexerWords({ holder, silentSeconds }: WriterStatus): string {
  if (holder === null || silentSeconds === null) return 'no indexer runs'
  if (silentSeconds > SILENT_SECONDS) return `the indexer has been silent for ${Math.round(silentSeconds)} s`
  return 'the indexer is alive'
}
