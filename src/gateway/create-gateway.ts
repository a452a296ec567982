import type { GraphQLSchema } from 'graphql'
import { Hono } from 'hono'
import { isFailure } from '#domain/failure.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { Metrics } from '#platform/metrics.ts'
import type { MakeId } from '#platform/random-id.ts'
import type { TrafficSettings } from '#platform/settings.ts'
import type { Database } from '#store/connection.ts'
import { explain } from '#store/explain.ts'
import { createPreparedBudget } from '#store/prepared-budget.ts'
import { unknownExtensions } from './answer-extensions.ts'
import { apolloExecutor } from './apollo-executor.ts'
import { type Context, createContext } from './context.ts'
import { createDataSource } from './data-source.ts'
import { cachedDocuments } from './document/document-cache.ts'
import { operationNames } from './document/operation-names.ts'
import { type PersistedOptions, persistedDocuments } from './document/persisted-documents.ts'
import { readDocument } from './document/read-document.ts'
import { createFormatError, internalError, requestErrors } from './error.ts'
import { fastExecutor } from './fast/fast-executor.ts'
import { createGatewayMetrics } from './gateway-metrics.ts'
import { createGraphqlServer } from './graphql-server.ts'
import { createAnswerGraphql } from './http/answer-graphql.ts'
import { addressList } from './http/front-page.ts'
import { frontRoutes } from './http/front-routes.ts'
import { graphiqlRoutes } from './http/graphiql-routes.ts'
import { graphqlRoute } from './http/graphql-route.ts'
import { type NodeRoute, nodeRoute } from './http/node-route.ts'
import { exampleTitles } from './http/page-examples.ts'
import { readPageFolder } from './http/page-folder.ts'
import { readyProbe, statusPage } from './http/probes.ts'
import type { Executor } from './operation-request.ts'
import { createObserveAnswer, type ObserveAnswer } from './ops/observe-answer.ts'
import { createOperationMetrics } from './ops/operation-metrics.ts'
import { type RequestTrace, tracing } from './ops/request-trace.ts'
import { createSlowLog } from './ops/slow-log.ts'
import { declareTrafficGauges } from './ops/traffic-gauges.ts'
import { createSchema } from './schema.ts'
import { type Admission, createAdmission, overloaded } from './traffic/admission.ts'
import { admittedExecutor } from './traffic/admitted-executor.ts'
import { type CacheOf, cachedExecutor, type KeptAnswer } from './traffic/cached-executor.ts'
import { createRateLimiter } from './traffic/rate-limiter.ts'
import { createRequestMemo } from './traffic/request-memo.ts'
import { createResponseCache } from './traffic/response-cache.ts'
import { systemAlarm } from './traffic/waiting-line.ts'

/** What requests were read as: some thousands of them. */
const MEMO_BYTES = 16 * 1024 * 1024

export interface GatewayOptions {
  /** Where the indexer writes. Stays the caller's to end. */
  readonly sql: Database
  /** A server that follows it, which is read from where it is not behind; null: none. */
  readonly replica: Database | null
  /** The chain that the database belongs to. */
  readonly chainId: string
  /** Of this software, for `/status`. */
  readonly version: string
  readonly clock: Pick<Clock, 'now' | 'monotonicMs'>
  readonly makeId: MakeId
  readonly log: Log
  readonly metrics: Metrics
  /** Where the build has put GraphiQL. Null or absent: the gateway has none. */
  readonly pagesFolder?: string | null
  /** Whether the schema may be asked for. */
  readonly introspection: boolean
  readonly persisted: PersistedOptions
  readonly traffic: Omit<TrafficSettings, 'statementTimeoutMs'>
  /** False: everything is answered by graphql-js. */
  readonly fastPath: boolean
  /** From 0 to below 1. */
  readonly random: () => number
}

/** What a request carries from one handler to the next. */
export interface GatewayEnv {
  Variables: { trace: RequestTrace }
}

export interface Gateway {
  /** Answers requests; needs no socket: `app.request()` does. */
  readonly app: Hono<GatewayEnv>
  /** GraphQL for Node's own server, past the app; for `listen`. */
  readonly direct: NodeRoute
  /** Lets running operations end. */
  close(): Promise<void>
}

/** Everything that answers over HTTP, without a socket. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { sql, chainId, version, clock, log, metrics } = options
  const measures = createGatewayMetrics(metrics, clock)
  const formatError = createFormatError(options)
  const schema = createSchema()
  const { server, handed } = createGraphqlServer({ schema, log, formatError })
  await server.start()
  const { introspection } = options
  const { traffic, random } = options
  const admission = createAdmission({ limit: traffic.connections, clock, alarm: systemAlarm, random })
  const answer = createAnswerGraphql({
    schema,
    read: cachedDocuments({
      read: (text) => readDocument({ schema, introspection }, text),
      tell: (refusal) => ({ ...refusal, errors: requestErrors(formatError, refusal) }),
    }),
    persisted: persistedDocuments(options.persisted),
    memo: createRequestMemo({ maxBytes: MEMO_BYTES, isPatient: true }),
    executor: executorOf(options, admission, { schema, apollo: apolloExecutor(server, handed) }),
    limiter: createRateLimiter({ perSecond: options.traffic.ratePerSecond, clock }),
    formatError,
    measures,
    observe: observerOf(options),
    makeContext: contextMaker(options),
  })

  const app = new Hono<GatewayEnv>()
  app.use(measures.timing)
  app.use(tracing({ log, makeId: options.makeId }))
  app.onError((error) => {
    const id = options.makeId()
    log.error({ err: error, errorId: id }, 'a request failed')
    return Response.json({ errors: [internalError(id)], extensions: unknownExtensions }, { status: 500 })
  })
  const { pagesFolder = null } = options
  const pages = pagesFolder === null ? null : await readPageFolder(pagesFolder)
  if (pagesFolder !== null) app.route('/', graphiqlRoutes(pages))
  const front = { chainId, examples: exampleTitles(pages), hasSchema: options.introspection }
  app.route('/', frontRoutes({ ...front, sql, clock, log }))
  app.notFound((c) => c.text(`nothing is at ${c.req.path}\n\n${addressList(front)}`, 404))
  const { trustedProxies } = options.traffic
  app.all('/graphql', graphqlRoute({ answer, trustedProxies }))
  const refusal = () => {
    const reason = admission.refusesNow()
    return reason === null ? null : overloaded(reason, random)
  }
  const direct = nodeRoute({ answer, trustedProxies, clock, log, makeId: options.makeId, measures, refusal })
  app.get('/livez', (c) => c.json({ alive: true }))
  const probe = { log, question: () => ({ sql, chainId, version, now: clock.now() }) }
  app.get('/readyz', readyProbe(probe))
  app.get('/status', statusPage(probe))
  app.get('/metrics', async (c) => c.body(await metrics.text(), 200, { 'content-type': metrics.contentType }))
  return { app, direct, close: () => server.stop() }
}

/** Answers by the cheapest way there is: from the cache, by one statement when its turn comes, else by graphql-js. */
function executorOf(options: GatewayOptions, admission: Admission, { schema, apollo }: Slow): Executor {
  const { clock, traffic, metrics, fastPath } = options
  const budget = createPreparedBudget({ clock })
  const executor = fastPath ? fastExecutor({ schema, budget, otherwise: apollo }) : apollo
  const cache = createResponseCache<KeptAnswer>({ maxBytes: traffic.cacheBytes })
  const ofReplica = createResponseCache<KeptAnswer>({ maxBytes: traffic.cacheBytes })
  declareTrafficGauges(metrics, { admission, cache })
  const cacheOf: CacheOf = (sql) => (sql === options.replica ? ofReplica : cache)
  return cachedExecutor(cacheOf, admittedExecutor(admission, executor))
}

interface Slow {
  readonly schema: GraphQLSchema
  readonly apollo: Executor
}

function observerOf({ sql, clock, metrics, traffic, persisted }: GatewayOptions): ObserveAnswer {
  const slowLog = createSlowLog({
    slowMs: traffic.slowQueryMs,
    clock,
    explain: ({ text, parameterCount }) => explain(sql, text, parameterCount),
  })
  const names = operationNames(persisted.listed.values())
  return createObserveAnswer({ clock, metrics: createOperationMetrics(metrics, names), slowLog })
}

/** The index is looked at before anything else is read: an answer may be newer than it says, never older. */
function contextMaker(options: GatewayOptions): (minHeight: number | null) => Promise<Context> {
  const { sql: primary, replica, chainId, clock, log, metrics } = options
  const source = createDataSource({ primary, replica, clock, log, metrics })
  return async (minHeight) => {
    const chosen = await source.choose(minHeight).catch((error: unknown) => {
      if (isFailure(error, 'STALE')) throw error
      log.warn({ err: error }, 'where the index stands could not be read')
      return null
    })
    return createContext({
      sql: chosen?.sql ?? primary,
      chainId,
      now: clock.now(),
      head: chosen?.head ?? null,
    })
  }
}
