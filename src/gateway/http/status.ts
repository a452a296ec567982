import type { Json } from '#domain/change.ts'
import { withDeadline } from '#platform/deadline.ts'
import type { Queryable } from '#store/connection.ts'
import { bootstrapStages } from '#store/query/bootstrap-stages.ts'
import { type IndexHead, indexHead } from '#store/query/index-head.ts'
import { type WriterStatus, writerStatus } from '#store/query/writer-status.ts'
import { lagSeconds, phaseOf } from '../freshness.ts'
import { historyOf } from '../history.ts'
import { unreadyReason } from '../readiness.ts'

const DATABASE_LIMIT_MS = 2000

export interface StatusQuestion {
  readonly sql: Queryable
  readonly chainId: string
  readonly now: Date
  /** Of this software. */
  readonly version: string
}

/** What `/status` shows: where the index stands and what its indexer last said. Throws TIMED_OUT, or what the database throws. */
export async function status({ sql, chainId, now, version }: StatusQuestion) {
  const [head, stages, writer] = await withDeadline(
    { what: 'asking the database', timeoutMs: DATABASE_LIMIT_MS },
    () => Promise.all([indexHead(sql), bootstrapStages(sql), writerStatus(sql)]),
  )
  const reason = unreadyReason(head, writer)
  return {
    version,
    node: process.versions.node,
    chainId,
    ready: reason === null,
    reason,
    ...position(head, now),
    history: historyOf(stages),
    stages,
    indexer: { holder: writer.holder, silentSeconds: writer.silentSeconds, status: writer.status },
    endpoints: endpointsOf(writer),
  }
}

const position = (head: IndexHead, now: Date) => ({
  phase: phaseOf(head),
  indexedHeight: head.height,
  indexedAt: head.time,
  latestHeight: head.latestHeight,
  lagSeconds: lagSeconds(head, now),
  secondsSinceCommit: head.idleSeconds,
  received: head.received,
  quarantined: head.quarantined,
  resyncNeeded: head.resyncNeeded,
})

/** The nodes as the indexer last saw them; null where it has said nothing of them. */
function endpointsOf({ status: said }: WriterStatus): Json {
  return typeof said === 'object' && said !== null && 'endpoints' in said ? (said.endpoints ?? null) : null
}
