import { isFailure } from '#domain/failure.ts'
import { inFeedOrder, newsOf, recordsByRef } from './fold/news.ts'
import type { BlockPoint, Commit, Cursor, Known, Source, Store } from './ports.ts'
import type { Drift } from './verify.ts'

/**
 * The commit that makes the drifted records what the chain says they are, and tells what the feed missed.
 * The caller says in the cursor whether something doubtful is left.
 */
export async function repairCommit(
  ports: { source: Source; store: Store },
  input: { cursor: Cursor; latestHeight: number; drifts: readonly Drift[] },
  signal: AbortSignal,
): Promise<Commit> {
  const { cursor, drifts, latestHeight } = input
  const records = drifts.flatMap(({ read }) =>
    read.records.map((record): Known => ({ record, evidence: { source: 'state', height: read.height } })),
  )
  const stored = recordsByRef(await ports.store.load(drifts.map((drift) => drift.ref)))
  const window = { from: cursor.height + 1, to: cursor.height, bootstrapHeight: cursor.bootstrapHeight }
  const changes = inFeedOrder(
    newsOf(
      records.map(({ record }) => record),
      stored,
      window,
    ),
  )
  const heights = [...new Set(changes.map((change) => change.height))]
  return {
    expected: { height: cursor.height, hash: cursor.hash },
    cursor,
    latestHeight,
    records,
    removed: drifts
      .filter(({ read }) => read.records.length === 0 && read.ref.kind !== 'audits')
      .map((drift) => drift.ref),
    changes,
    blocks: (await Promise.all(heights.map((height) => knownPoint(ports.source, height, signal)))).flat(),
    quarantined: [],
    received: 0,
    stages: [],
  }
}

/** The block, or nothing where the node no longer has it: its changes then carry no time. */
async function knownPoint(source: Source, height: number, signal: AbortSignal): Promise<BlockPoint[]> {
  try {
    return [await source.point(height, signal)]
  } catch (error) {
    if (isFailure(error, 'HEIGHT_PRUNED')) return []
    throw error
  }
}
