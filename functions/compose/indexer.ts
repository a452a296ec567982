import type { ChainSource } from '#chain/source.ts'
import { isFailure } from '#domain/failure.ts'
import type { Metrics } from '#platform/metrics.ts'
import { type RunEvents, type RunOptions, run } from '#projector/run.ts'
import { createStore } from '#store/store.ts'
import type { CommandContext } from '../command.ts'
import { driftText } from '../drift-text.ts'
import { createIndexMetrics } from '../index-metrics.ts'
import { showPhases } from '../index-progress.ts'
import { type CrashPoints, createCrashPoints } from './crash-points.ts'
import { type DatabasePlace, openPool } from './database.ts'
import { becomeWriter } from './writer.ts'

const INDEX_CONNECTIONS = 6
/** Batches that are fetched while one is written. */
const FLIGHTS = 6
/** More lines about the same trouble help nobody. */
const SHOWN_DRIFTS = 20

export interface IndexParts {
  readonly place: DatabasePlace
  readonly source: ChainSource
  readonly metrics: Metrics
  /** Where a test kills this process. Absent: nowhere. */
  readonly crash?: CrashPoints
}

export type IndexGoal = Pick<RunOptions, 'from' | 'until' | 'once'>

/**
 * Indexes until the goal or the signal; then the transaction in hand is finished. Who is told to stop while
 * another indexer writes just stops waiting. Throws what cannot pass.
 */
export async function runIndexer(context: CommandContext, parts: IndexParts, goal: IndexGoal): Promise<void> {
  try {
    await indexAsWriter(context, parts, goal)
  } catch (error) {
    if (!isFailure(error, 'ABORTED') || !context.scope.signal.aborted) throw error
  }
}

async function indexAsWriter(context: CommandContext, parts: IndexParts, goal: IndexGoal): Promise<void> {
  const { settings, scope, clock } = context
  const { source, place, metrics, crash = createCrashPoints([]) } = parts
  crash.reach('writer:before')
  const writer = await becomeWriter(context, place, () => ({ endpoints: source.status() }))
  crash.reach('writer:after')
  const sql = openPool(context, { url: place.url, max: INDEX_CONNECTIONS, name: 'indexer' })
  const store = createStore({ sql, chainId: settings.chainId, epoch: writer.epoch })
  const options: RunOptions = {
    ...goal,
    batch: settings.indexBatch,
    flights: FLIGHTS,
    verifyEveryMs: settings.verifyIntervalSeconds * 1000,
  }
  const signal = AbortSignal.any([scope.signal, writer.lost])
  const ports = { source: crash.ofSource(source), store: crash.ofStore(store), clock }
  await run(ports, options, tell(context, metrics), signal)
  if (writer.lost.aborted) throw writer.lost.reason
}

function tell({ log, progress }: CommandContext, metrics: Metrics): RunEvents {
  const counted = createIndexMetrics(metrics)
  let isReady = false
  return {
    progress: showPhases(progress),
    committed: (commit) => {
      counted.committed(commit)
      const { height, activeComplete } = commit.cursor
      if (activeComplete && !isReady) log.info({ height }, 'everything that is active is indexed')
      isReady = activeComplete
      for (const odd of commit.quarantined)
        log.error({ height: odd.height, reason: odd.reason }, 'quarantined')
      log.debug({ height, changes: commit.changes.length }, 'committed')
    },
    verified: (drifts) => {
      counted.verified(drifts)
      for (const drift of drifts.slice(0, SHOWN_DRIFTS))
        log.error({ drift: driftText(drift) }, 'drift, mended from the chain')
      log.info({ drift: drifts.length }, 'compared with the chain')
    },
    failed: (failure, pauseMs) => {
      counted.failed(failure)
      log.warn({ err: failure, pauseMs }, 'the indexer goes on after a pause')
    },
  }
}
