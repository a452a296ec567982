import type { Change } from '#domain/change.ts'
import { knownPoint } from './block-times.ts'
import { emptyCommit } from './empty-commit.ts'
import { inFeedOrder, newsOf, recordsByRef } from './fold/news.ts'
import type { BlockPoint, Commit, Cursor, Known, Source, Store } from './ports.ts'
import type { Drift } from './verify.ts'

/**
 * The commit that makes the drifted records what the chain says they are, and tells what the feed missed.
 * `retold`: changes that the feed may miss although the record is stored as it is; those that it has stay told once.
 * The caller says in the cursor whether something doubtful is left.
 */
export async function repairCommit(
  ports: { source: Source; store: Store },
  input: { cursor: Cursor; latestHeight: number; drifts: readonly Drift[]; retold?: readonly Change[] },
  signal: AbortSignal,
): Promise<Commit> {
  const { cursor, drifts, latestHeight, retold = [] } = input
  const records = drifts.flatMap(({ read }) =>
    read.records.map((record): Known => ({ record, evidence: { source: 'state', height: read.height } })),
  )
  const stored = recordsByRef(await ports.store.load(drifts.map((drift) => drift.ref)))
  const window = { from: cursor.height + 1, to: cursor.height, bootstrapHeight: cursor.bootstrapHeight }
  const news = newsOf(
    records.map(({ record }) => record),
    stored,
    window,
  )
  const changes = inFeedOrder([...retold, ...news])
  return {
    ...emptyCommit(cursor, latestHeight),
    records,
    removed: drifts
      .filter(({ read }) => read.records.length === 0 && read.ref.kind !== 'audits')
      .map((drift) => drift.ref),
    changes,
    blocks: await timesOf(ports.source, changes, signal),
  }
}

async function timesOf(
  source: Source,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<BlockPoint[]> {
  const heights = [...new Set(changes.map((change) => change.height))]
  const points = await Promise.all(heights.map((height) => knownPoint(source, height, signal)))
  return points.filter((point) => point !== null)
}
