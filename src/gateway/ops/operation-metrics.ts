import type { Failure } from '#domain/failure.ts'
import type { Metrics } from '#platform/metrics.ts'
import type { CacheOutcome } from '../traffic/response-cache.ts'
import { createOperationLabels } from './operation-labels.ts'

/** Seconds; the goal for the slow ones is 0.12, a statement ends after 2. */
const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const COUNTS = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000]

/** How an answer was made; none: it was not, it came from the cache. */
export type AnswerPath = 'fast' | 'graphql-js' | 'none'

/** What is known of a request that was answered. */
export interface AnsweredRequest {
  /** Null where the operation has no name. */
  readonly operation: string | null
  readonly seconds: number
  readonly cache: CacheOutcome
  readonly path: AnswerPath
  /** Of the answer; null where nobody counted. */
  readonly rows: number | null
  /** As declared, before anything was read; null where nobody computed it. */
  readonly cost: number | null
}

export interface OperationMetrics {
  answered(request: AnsweredRequest): void
  /** A request that was refused before it was executed. */
  refused(failure: Failure): void
}

/** Latency, size and way of every request by its operation. */
export function createOperationMetrics(
  metrics: Metrics,
  persistedNames: Iterable<string> = [],
): OperationMetrics {
  const labelOf = createOperationLabels(persistedNames)
  const labels = ['operation'] as const
  const histogram = (name: string, help: string, buckets: readonly number[]) =>
    metrics.histogram<'operation'>({ name, help, labels, buckets })
  const seconds = histogram('graphql_operation_seconds', 'Time from request to answer', SECONDS)
  const rows = histogram('graphql_operation_rows', 'Records in an answer', COUNTS)
  const cost = histogram('graphql_operation_cost', 'Declared cost of a request', COUNTS)
  const requests = metrics.counter<'operation' | 'cache' | 'path'>({
    name: 'graphql_requests_total',
    help: 'Requests answered, by what the cache said and how the answer was made',
    labels: ['operation', 'cache', 'path'],
  })
  const refusals = metrics.counter<'code' | 'reason'>({
    name: 'graphql_refusals_total',
    help: 'Requests refused before they were executed',
    labels: ['code', 'reason'],
  })
  const seriesOf = remembered((operation) => ({
    seconds: seconds.labels({ operation }),
    rows: rows.labels({ operation }),
    cost: cost.labels({ operation }),
    requests: remembered((way) => {
      const [cache = '', path = ''] = way.split(' ')
      return requests.labels({ operation, cache, path })
    }),
  }))
  return {
    answered(request) {
      const series = seriesOf(labelOf(request.operation))
      series.seconds.observe(request.seconds)
      series.requests(`${request.cache} ${request.path}`).inc()
      if (request.rows !== null) series.rows.observe(request.rows)
      if (request.cost !== null) series.cost.observe(request.cost)
    },
    refused: ({ code, values }) => {
      const { reason } = values
      refusals.inc({ code, reason: typeof reason === 'string' ? reason : '' })
    },
  }
}

/** Finding a time series by its labels costs more than adding to it. For few keys. */
function remembered<Series>(make: (key: string) => Series): (key: string) => Series {
  const known = new Map<string, Series>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const made = make(key)
    known.set(key, made)
    return made
  }
}
