import { expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { createMetrics } from '#platform/metrics.ts'
import type { Commit } from '#projector/ports.ts'
import { createIndexMetrics } from './index-metrics.ts'

const commit: Commit = {
  expected: null,
  cursor: {
    height: 7,
    hash: 'AB',
    time: new Date(5000),
    bootstrapHeight: 1,
    activeComplete: true,
    resyncNeeded: false,
  },
  latestHeight: 9,
  records: [],
  removed: [],
  changes: [],
  blocks: [],
  quarantined: [{ height: 7, txIndex: 0, eventIndex: 0, reason: 'odd', raw: new Uint8Array() }],
  received: 3,
  stages: [],
}

test('tells where the index is and what went wrong', async () => {
  const metrics = createMetrics({ processMetrics: false })
  const indexer = createIndexMetrics(metrics)
  indexer.committed(commit)
  indexer.verified([])
  indexer.failed(new Failure('CHAIN_GAP', 'gap'))
  const text = await metrics.text()
  for (const line of [
    'ipgw_indexed_height 7',
    'ipgw_latest_height 9',
    'ipgw_indexed_block_timestamp_seconds 5',
    'ipgw_commits_total 1',
    'ipgw_events_received_total 3',
    'ipgw_quarantined_total 1',
    'ipgw_drift 0',
    'ipgw_index_failures_total{code="CHAIN_GAP"} 1',
  ])
    expect(text).toContain(`${line}\n`)
})
