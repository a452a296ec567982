import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Failure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import { withDeadline } from '#platform/deadline.ts'
import type { Log } from '#platform/log.ts'
import type { Metrics } from '#platform/metrics.ts'
import type { MakeId } from '#platform/random-id.ts'
import type { Database } from '#store/connection.ts'
import type { Context } from './context.ts'
import { createFormatError, internalMessage } from './error.ts'
import { createGatewayMetrics } from './gateway-metrics.ts'
import { createGraphqlServer } from './graphql-server.ts'
import { createHeadReader } from './head-reader.ts'
import { frontPage } from './http/front-page.ts'
import { graphqlRoute, refusal } from './http/graphql-route.ts'
import { readyProbe, statusPage } from './http/probes.ts'
import { createLoaders } from './loaders.ts'

/** Room for any document that is worth answering. */
const MAX_BODY_BYTES = 64 * 1024
/** A database that takes longer for one row is as good as gone. */
const HEAD_LIMIT_MS = 2000
const UNKNOWN = { indexedHeight: null, lagSeconds: null }

export interface GatewayOptions {
  /** Where to read; a replica will do. Stays the caller's to end. */
  readonly sql: Database
  /** The chain that the database belongs to. */
  readonly chainId: string
  /** Of this software, for `/status`. */
  readonly version: string
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>
  readonly makeId: MakeId
  readonly log: Log
  readonly metrics: Metrics
}

export interface Gateway {
  /** Answers requests; needs no socket: `app.request()` does. */
  readonly app: Hono
  /** Lets running operations end. */
  close(): Promise<void>
}

/** Everything that answers over HTTP, without a socket. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { sql, chainId, version, clock, log, metrics } = options
  const measures = createGatewayMetrics(metrics, clock)
  const server = createGraphqlServer({
    log,
    formatError: createFormatError(options),
    plugins: [measures.errors],
  })
  await server.start()

  const app = new Hono()
  app.use(measures.timing)
  app.onError((error) => {
    const id = options.makeId()
    log.error({ err: error, errorId: id }, 'a request failed')
    return refusal(new Failure('INTERNAL', internalMessage(id)), 500, UNKNOWN)
  })
  app.notFound((c) => c.text(`nothing is at ${c.req.path}\n\n${frontPage(chainId)}`, 404))
  app.get('/', (c) => c.text(frontPage(chainId)))
  app.on(
    ['GET', 'POST'],
    '/graphql',
    limitBody(),
    graphqlRoute({ server, makeContext: contextMaker(options) }),
  )
  app.get('/livez', (c) => c.json({ alive: true }))
  const probe = { log, question: () => ({ sql, chainId, version, now: clock.now() }) }
  app.get('/readyz', readyProbe(probe))
  app.get('/status', statusPage(probe))
  app.get('/metrics', async (c) => c.body(await metrics.text(), 200, { 'content-type': metrics.contentType }))
  return { app, close: () => server.stop() }
}

const limitBody = () =>
  bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () =>
      refusal(new Failure('BAD_USER_INPUT', `the body is larger than ${MAX_BODY_BYTES} bytes`), 413, UNKNOWN),
  })

/** The index is looked at before anything else is read: an answer may be newer than it says, never older. */
function contextMaker({ sql, chainId, clock, log }: GatewayOptions): () => Promise<Context> {
  const readHead = createHeadReader(sql, clock)
  return async () => {
    const asked = withDeadline({ what: 'reading where the index stands', timeoutMs: HEAD_LIMIT_MS }, readHead)
    const head = await asked.catch((error: unknown) => {
      log.warn({ err: error }, 'where the index stands could not be read')
      return null
    })
    return { sql, chainId, now: clock.now(), head, loaders: createLoaders(sql) }
  }
}
