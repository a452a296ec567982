import type { Change } from '#domain/change.ts'
import type { RecordRef } from '#domain/record.ts'
import { knownPoint } from './block-times.ts'
import { emptyCommit } from './empty-commit.ts'
import { inFeedOrder, newsOf, recordsByRef } from './fold/news.ts'
import type { BlockPoint, Commit, Cursor, Known, Source, Store } from './ports.ts'
import type { Drift } from './verify.ts'

export interface RepairInput {
  readonly cursor: Cursor
  readonly latestHeight: number
  readonly drifts: readonly Drift[]
  /** Soft facts that are written anew; nobody is told. */
  readonly moved?: readonly Known[]
  /** Changes that the feed may miss although the record is stored as it is; those that it has stay told once. */
  readonly retold?: readonly Change[]
}

/**
 * The commit that makes the drifted records what the chain says they are, and tells what the feed missed.
 * The caller says in the cursor whether something doubtful is left.
 */
export async function repairCommit(
  ports: { source: Source; store: Store },
  input: RepairInput,
  signal: AbortSignal,
): Promise<Commit> {
  const { cursor, drifts, latestHeight, moved = [], retold = [] } = input
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
    records: [...moved, ...records],
    removed: drifts.flatMap(goneOf),
    changes,
    blocks: await timesOf(ports.source, changes, signal),
  }
}

/** What the chain does not have: with a deployment goes its escrow. */
function goneOf({ ref, read }: Drift): RecordRef[] {
  if (read.records.length > 0 || ref.kind === 'audits') return []
  return ref.kind === 'deployment' ? [ref, { kind: 'escrow', key: ref.key }] : [ref]
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
