import { type AnswerExtensions, answerExtensions } from '../answer-extensions.ts'
import type { Context } from '../context.ts'
import type { GatewayMetrics } from '../gateway-metrics.ts'
import type { Executor, PreparedOperation } from '../operation-request.ts'
import type { ObserveAnswer } from '../ops/observe-answer.ts'
import { cacheControl, etagOf, hasSameAnswer, VARY } from '../traffic/cache-headers.ts'
import { dataVersion } from '../traffic/data-version.ts'
import type { RateLimiter } from '../traffic/rate-limiter.ts'
import type { GraphqlHttpAnswer, GraphqlHttpRequest } from './graphql-http-request.ts'
import { answerMediaType, type MediaType } from './media-type.ts'
import { faultOutcome, type Outcome, unacceptable } from './outcome.ts'
import { isOutcome, type Reading, readOperation } from './read-operation.ts'

export interface AnswerOptions extends Reading {
  readonly executor: Executor
  readonly limiter: RateLimiter
  readonly measures: Pick<GatewayMetrics, 'countErrors'>
  readonly observe: ObserveAnswer
  /** A database that has reached the height. Throws STALE where none has; its `head` is null where none answers. */
  readonly makeContext: (minHeight: number | null) => Promise<Context>
}

export type AnswerGraphql = (request: GraphqlHttpRequest) => Promise<GraphqlHttpAnswer>

/** The whole of GraphQL over HTTP: request → operation → executor → answer. Throws nothing. */
export function createAnswerGraphql(options: AnswerOptions): AnswerGraphql {
  return async (request) => {
    const done = options.observe.begin()
    const type = answerMediaType(request.header('accept'))
    const asked = { options, request, type: type ?? 'application/json' }
    const operation = type === null ? unacceptable() : await read(options, request)
    if (isOutcome(operation)) return httpAnswer(asked, await options.makeContext(null), operation)
    try {
      // Before anything else is read, so that no answer claims a height that it does not reach.
      const context = await options.makeContext(operation.minHeight)
      const outcome = await options.executor.execute({ ...operation, context })
      const answer = httpAnswer(asked, context, outcome, operation)
      done({ operation, outcome, log: () => request.log })
      return answer
    } catch (error) {
      options.observe.refused(error)
      return httpAnswer(asked, await options.makeContext(null), faultOutcome(options.formatError, error))
    }
  }
}

/** Who asks too often is refused before the body is read. */
async function read(
  options: AnswerOptions,
  request: GraphqlHttpRequest,
): Promise<PreparedOperation | Outcome> {
  const { limiter, observe, formatError } = options
  try {
    limiter.check(request.client)
    return await readOperation(options, request)
  } catch (error) {
    observe.refused(error)
    return faultOutcome(formatError, error)
  }
}

interface Asked {
  readonly options: AnswerOptions
  readonly request: GraphqlHttpRequest
  readonly type: MediaType
}

const contentTypes = {
  'application/json': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
} as const

function httpAnswer(
  { options, request, type }: Asked,
  context: Context,
  outcome: Outcome,
  operation: PreparedOperation | null = null,
): GraphqlHttpAnswer {
  const { members, errorCodes, status, isRequestError = false } = outcome
  if (errorCodes.length > 0) options.measures.countErrors(errorCodes)
  const headers = {
    'content-type': contentTypes[type],
    'x-content-type-options': 'nosniff',
    vary: VARY,
    ...cacheHeaders(request, context, { outcome, operation }),
    ...outcome.headers,
  }
  if (headers.etag !== undefined && hasSameAnswer(request.header('if-none-match') ?? null, headers.etag))
    return { status: 304, headers, body: null }
  return {
    status: isRequestError && type === 'application/json' ? 200 : status,
    headers,
    body: `{${members},"extensions":${JSON.stringify(shownExtensions(request, context, operation))}}`,
  }
}

function shownExtensions(
  request: GraphqlHttpRequest,
  { head, now }: Context,
  operation: PreparedOperation | null,
): AnswerExtensions & { readonly cost?: number } {
  const extensions = answerExtensions(head, now)
  if (operation === null || request.header('x-ipgw-cost') === undefined) return extensions
  return { ...extensions, cost: operation.cost }
}

interface Answered {
  readonly outcome: Outcome
  readonly operation: PreparedOperation | null
}

/** Who may keep the answer; only a GET has an ETag. */
function cacheHeaders(
  request: GraphqlHttpRequest,
  { head, now }: Context,
  { outcome, operation }: Answered,
): { readonly 'cache-control': string; readonly etag?: string } {
  const isVolatile = operation === null || operation.document.isVolatile || outcome.errorCodes.length > 0
  const control = cacheControl({
    method: request.method,
    isPersisted: operation?.isPersisted === true,
    isAuthorized: request.header('authorization') !== undefined,
    isVolatile,
  })
  if (operation === null || isVolatile || head === null || request.method !== 'GET')
    return { 'cache-control': control }
  return { 'cache-control': control, etag: etagOf(operation.key, dataVersion(head, now)) }
}
