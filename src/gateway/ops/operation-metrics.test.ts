import { describe, expect, it } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { createMetrics } from '#platform/metrics.ts'
import { createOperationLabels } from './operation-labels.ts'
import { type AnsweredRequest, createOperationMetrics } from './operation-metrics.ts'
import { declareTrafficGauges } from './traffic-gauges.ts'

const request: AnsweredRequest = {
  operation: 'Leases',
  seconds: 0.004,
  cache: 'miss',
  path: 'fast',
  rows: 20,
  cost: 40,
}

describe('the label of an operation', () => {
  it('is one of few, whatever clients call their operations', () => {
    const labelOf = createOperationLabels(['Persisted'])
    for (let n = 0; n < 100; n++) expect(labelOf(`n${n}`)).toBe(`n${n}`)
    expect(labelOf('n100')).toBe('other')
    expect(labelOf('n99')).toBe('n99')
    expect(labelOf('Persisted')).toBe('Persisted')
    expect(labelOf(null)).toBe('anonymous')
  })

  it('is no essay', () => {
    expect(createOperationLabels([])('x'.repeat(61))).toBe('other')
    expect(createOperationLabels(['x'.repeat(61)])('x'.repeat(61))).toBe('x'.repeat(61))
  })
})

describe('the metrics', () => {
  it('count requests by operation, cache and path, with latency, rows and cost', async () => {
    const metrics = createMetrics({ processMetrics: false })
    const { answered } = createOperationMetrics(metrics)
    answered(request)
    answered({ ...request, cache: 'hit', path: 'none', rows: null, cost: null })
    answered({ ...request, operation: null, cache: 'joined', path: 'none' })
    const text = await metrics.text()
    for (const line of [
      'ipgw_graphql_requests_total{operation="Leases",cache="miss",path="fast"} 1',
      'ipgw_graphql_requests_total{operation="Leases",cache="hit",path="none"} 1',
      'ipgw_graphql_requests_total{operation="anonymous",cache="joined",path="none"} 1',
      'ipgw_graphql_operation_seconds_bucket{le="0.005",operation="Leases"} 2',
      'ipgw_graphql_operation_seconds_bucket{le="0.0025",operation="Leases"} 0',
      'ipgw_graphql_operation_rows_sum{operation="Leases"} 20',
      'ipgw_graphql_operation_cost_sum{operation="Leases"} 40',
      'ipgw_graphql_operation_rows_count{operation="Leases"} 1',
    ])
      expect(text).toContain(`${line}\n`)
  })

  it('count refusals by code and reason', async () => {
    const metrics = createMetrics({ processMetrics: false })
    const { refused } = createOperationMetrics(metrics)
    refused(new Failure('OVERLOADED', 'busy', { reason: 'slow' }))
    refused(new Failure('RATE_LIMITED', 'too many'))
    const text = await metrics.text()
    expect(text).toContain('ipgw_graphql_refusals_total{code="OVERLOADED",reason="slow"} 1\n')
    expect(text).toContain('ipgw_graphql_refusals_total{code="RATE_LIMITED",reason=""} 1\n')
  })

  it('show the traffic as it is when they are asked for', async () => {
    const metrics = createMetrics({ processMetrics: false })
    const counts = { hits: 0, misses: 0, joined: 0, evicted: 4, entries: 5, bytes: 600 }
    let waiting = 0
    const admission = { load: () => ({ running: 6, waiting }) }
    declareTrafficGauges(metrics, { admission, cache: { counts: () => counts } })
    waiting = 9
    const text = await metrics.text()
    for (const line of ['admission_running 6', 'admission_waiting 9', 'response_cache_entries 5'])
      expect(text).toContain(`ipgw_${line}\n`)
    for (const line of ['response_cache_bytes 600', 'response_cache_evicted 4'])
      expect(text).toContain(`ipgw_${line}\n`)
  })
})
