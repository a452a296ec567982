import type { MiddlewareHandler } from 'hono'
import type { Clock } from '#platform/clock.ts'
import type { Metrics } from '#platform/metrics.ts'

/** Seconds; the goal for the slow ones is 0.12, a statement ends after 2. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** A request that was answered. */
interface TimedAnswer {
  /** One of ours: strangers' paths would be time series of their own. */
  readonly path: string
  readonly status: number
  /** By the clock that the metrics were made with. */
  readonly startMs: number
}

export interface GatewayMetrics {
  readonly timing: MiddlewareHandler
  /** The same for what does not pass the middleware. */
  observeRequest(answer: TimedAnswer): void
  /** `extensions.code` of the errors of one GraphQL answer. */
  countErrors(codes: readonly string[]): void
}

/** Measures every request by path and status, and counts GraphQL errors by code. */
export function createGatewayMetrics(metrics: Metrics, clock: Pick<Clock, 'monotonicMs'>): GatewayMetrics {
  const duration = metrics.histogram({
    name: 'http_request_seconds',
    help: 'Time from request to answer',
    labels: ['path', 'status'],
    buckets: BUCKETS,
  })
  const failed = metrics.counter({
    name: 'graphql_errors_total',
    help: 'Errors in GraphQL answers',
    labels: ['code'],
  })
  const observeRequest = ({ path, status, startMs }: TimedAnswer) =>
    duration.observe({ path, status: String(status) }, (clock.monotonicMs() - startMs) / 1000)
  return {
    observeRequest,
    timing: async (c, next) => {
      const startMs = clock.monotonicMs()
      await next()
      const path = c.res.status === 404 ? 'other' : c.req.path
      observeRequest({ path, status: c.res.status, startMs })
    },
    countErrors: (codes) => {
      for (const code of codes) failed.inc({ code })
    },
  }
}
