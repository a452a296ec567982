import { isFailure } from '#domain/failure.ts'
import type { Metrics } from '#platform/metrics.ts'
import type { Commit } from '#projector/ports.ts'
import type { Drift } from '#projector/verify.ts'

export interface IndexMetrics {
  committed(commit: Commit): void
  verified(drifts: readonly Drift[]): void
  failed(failure: unknown): void
}

/** What an indexer tells Prometheus. */
export function createIndexMetrics(metrics: Metrics): IndexMetrics {
  const height = metrics.gauge({ name: 'indexed_height', help: 'Height of the last indexed block' })
  const latest = metrics.gauge({ name: 'latest_height', help: 'Newest height that the nodes announce' })
  const time = metrics.gauge({
    name: 'indexed_block_timestamp_seconds',
    help: 'Time of the last indexed block; time() minus this is the lag',
  })
  const commits = metrics.counter({ name: 'commits_total', help: 'Transactions written' })
  const received = metrics.counter({ name: 'events_received_total', help: 'Events that concern us' })
  const quarantined = metrics.counter({ name: 'quarantined_total', help: 'Of those, what could not be read' })
  const drift = metrics.gauge({
    name: 'drift',
    help: 'Records found different from the chain by the last comparison; must be 0',
  })
  const failures = metrics.counter({
    name: 'index_failures_total',
    help: 'Failures after which the indexer went on',
    labels: ['code'],
  })
  return {
    committed(commit) {
      commits.inc()
      height.set(commit.cursor.height)
      latest.set(commit.latestHeight)
      time.set(commit.cursor.time.getTime() / 1000)
      received.inc(commit.received)
      quarantined.inc(commit.quarantined.length)
    },
    verified: (drifts) => drift.set(drifts.length),
    failed: (failure) => failures.inc({ code: isFailure(failure) ? failure.code : 'UNKNOWN' }),
  }
}
