import type { ApolloServerPlugin } from '@apollo/server'
import type { MiddlewareHandler } from 'hono'
import type { Clock } from '#platform/clock.ts'
import type { Metrics } from '#platform/metrics.ts'
import type { Context } from './context.ts'

/** Seconds; the goal for the slow ones is 0.12, a statement ends after 2. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export interface GatewayMetrics {
  readonly timing: MiddlewareHandler
  readonly errors: ApolloServerPlugin<Context>
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
  return {
    timing: async (c, next) => {
      const startMs = clock.monotonicMs()
      await next()
      // Only paths that exist: strangers' paths would be time series of their own.
      const path = c.res.status === 404 ? 'other' : c.req.path
      duration.observe({ path, status: String(c.res.status) }, (clock.monotonicMs() - startMs) / 1000)
    },
    errors: {
      requestDidStart: async () => ({
        willSendResponse: async ({ response }) => {
          if (response.body.kind !== 'single') return
          for (const error of response.body.singleResult.errors ?? [])
            failed.inc({ code: String(error.extensions?.code) })
        },
      }),
    },
  }
}
