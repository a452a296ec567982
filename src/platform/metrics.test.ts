import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

test('declares, counts and prints', async () => {
  const metrics = createMetrics({ processMetrics: false })
  const requests = metrics.counter({ name: 'rpc_requests_total', help: 'Requests.', labels: ['endpoint'] })
  requests.inc({ endpoint: 'a' }, 3)
  metrics.gauge({ name: 'lag_seconds', help: 'Lag.' }).set(1.5)
  metrics.histogram({ name: 'commit_seconds', help: 'Commits.', buckets: [0.1, 1] }).observe(0.5)
  const text = await metrics.text()
  expect(text).toContain('# HELP ipgw_rpc_requests_total Requests.')
  expect(text).toContain('ipgw_rpc_requests_total{endpoint="a"} 3')
  expect(text).toContain('ipgw_lag_seconds 1.5')
  expect(text).toContain('ipgw_commit_seconds_bucket{le="0.1"} 0')
  expect(text).toContain('ipgw_commit_seconds_bucket{le="1"} 1')
  expect(metrics.contentType).toMatch(/^text\/plain/)
})

test('registries do not meet, and a name is declared once', () => {
  const gauge = { name: 'lag_seconds', help: 'Lag.' }
  const metrics = createMetrics({ processMetrics: false })
  createMetrics({ processMetrics: false }).gauge(gauge)
  metrics.gauge(gauge)
  expect(() => metrics.gauge(gauge)).toThrow(/already been registered/)
})

test('process metrics are there when asked for', async () => {
  expect(await createMetrics({ processMetrics: true }).text()).toContain('process_resident_memory_bytes')
})
