import { Hono } from 'hono'
import { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { Metrics } from '#platform/metrics.ts'
import type { AgentMetrics } from './agent-metrics.ts'
import type { AgentState } from './agent-state.ts'
import type { ObservationFeed } from './observation-feed.ts'
import { observationRoute } from './observation-route.ts'
import { notFound, refuse } from './rest-refusal.ts'
import { stockRoutes } from './stock-routes.ts'

export interface AgentAppOptions {
  readonly feed: ObservationFeed
  readonly state: () => AgentState
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>
  readonly agentMetrics: Pick<AgentMetrics, 'show'>
  /** Of this software. */
  readonly version: string
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly log: Log
}

/**
 * Everything that the agent answers. Only questions: who may change something does so through Kubernetes, which knows
 * who asks. `stopped`: nobody shall wait any more.
 */
export function agentApp(options: AgentAppOptions, stopped: AbortSignal): Hono {
  const { feed, state, log } = options
  const app = new Hono()
  app.use(async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return await next()
    const words = `${c.req.method.slice(0, 20)} is not answered here: GET and HEAD are`
    const part = { status: 405, headers: { allow: 'GET, HEAD' } }
    return refuse(c, new Failure('BAD_USER_INPUT', words), part)
  })
  app.route('/', stockRoutes(options))
  app.get('/livez', (c) => c.text('OK', 200, { 'cache-control': 'no-store' }))
  app.get('/readyz', (c) => {
    const { unready: reason } = state()
    return reason === null ? c.json({ ready: true }) : c.json({ ready: false, reason }, 503)
  })
  app.get('/metrics', (c) => metricsText(options).then((text) => c.text(text, 200, typeOf(options))))
  app.get('/v1/observation', observationRoute(feed, stopped))
  app.notFound((c) => refuse(c, notFound(c.req.path)))
  app.onError((error, c) => {
    log.error({ err: error, path: c.req.path.slice(0, 200) }, 'a request failed')
    return refuse(c, new Failure('INTERNAL', 'a fault of the agent; its log says more'))
  })
  return app
}

const typeOf = ({ metrics }: AgentAppOptions) => ({
  'content-type': metrics.contentType,
  'cache-control': 'no-store',
})

async function metricsText({ feed, state, metrics, agentMetrics, clock }: AgentAppOptions): Promise<string> {
  agentMetrics.show({ observation: feed.journal.snapshot, state: state(), nowMs: clock.monotonicMs() })
  return await metrics.text()
}
