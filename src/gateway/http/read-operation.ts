import { isFailure } from '#domain/failure.ts'
import type { FormatError } from '../error.ts'
import { limits } from '../limit/limits.ts'
import { MIN_HEIGHT_HEADER, minHeightOf } from '../min-height.ts'
import type { PreparedOperation } from '../operation-request.ts'
import type { RequestMemo } from '../traffic/request-memo.ts'
import { isForeignPage } from './foreign-page.ts'
import type { GraphqlHttpRequest } from './graphql-http-request.ts'
import type { GraphqlParams } from './graphql-params.ts'
import { HttpRefusal, refuse } from './http-refusal.ts'
import { type KeptOperation, keptOperation, recalledOperation } from './kept-operation.ts'
import { type Outcome, refusedOutcome, requestErrorOutcome } from './outcome.ts'
import { isRefusedRequest, type Preparing, prepareOperation } from './prepare-operation.ts'
import { paramsOfRequest, sourceOf } from './read-params.ts'

export interface Reading extends Preparing {
  readonly formatError: FormatError
  /** By the text of a POST's body, or the URL of a GET. */
  readonly memo: RequestMemo<KeptOperation>
}

/** What a request asks, ready to be answered; an outcome where it is refused before. */
export async function readOperation(
  reading: Reading,
  request: GraphqlHttpRequest,
): Promise<PreparedOperation | Outcome> {
  const source = await sourceOf(request, limits.bodyBytes)
  if (source instanceof HttpRefusal) return refusedOutcome(reading.formatError, source)
  const isPlain = request.method === 'POST' && request.header(MIN_HEIGHT_HEADER) === undefined
  const known = isPlain ? reading.memo.find(source, '') : null
  const recalled = known === null ? null : recalledOperation(known)
  return recalled ?? readSource(reading, request, { source, isPlain })
}

export const isOutcome = (value: PreparedOperation | Outcome): value is Outcome => 'members' in value

function readSource(
  reading: Reading,
  request: GraphqlHttpRequest,
  { source, isPlain }: { readonly source: string; readonly isPlain: boolean },
): PreparedOperation | Outcome {
  const { formatError, memo } = reading
  const params = paramsOfRequest(request.method, source)
  if (params instanceof HttpRefusal) return refusedOutcome(formatError, params)
  if (isForeignGet(reading, request, params)) return refusedOutcome(formatError, foreign())
  try {
    const minHeight = minHeightOf(request.header(MIN_HEIGHT_HEADER) ?? null, params.minHeight)
    const operation = prepareOperation(reading, params, minHeight)
    if (isRefusedRequest(operation)) return requestErrorOutcome(formatError, operation, request.method)
    // One that registers a document has to do so each time: the registry may have forgotten it.
    if (isPlain && (params.query === null || params.persisted === null))
      memo.keep(source, '', keptOperation(operation))
    return operation
  } catch (error) {
    if (!isFailure(error, 'BAD_USER_INPUT')) throw error
    return requestErrorOutcome(formatError, { errors: [error], phase: 'limit' }, request.method)
  }
}

/** Documents on the operator's list may be asked for by anyone's page: that is what they are listed for. */
function isForeignGet({ persisted }: Reading, request: GraphqlHttpRequest, params: GraphqlParams): boolean {
  if (request.method === 'POST') return false
  const isListed =
    params.persisted !== null && params.query === null && persisted.isListed(params.persisted.sha256)
  return !isListed && isForeignPage(request)
}

const foreign = () =>
  refuse(
    400,
    'a page of another origin must send the header "apollo-require-preflight: true" with a GET, or a POST instead',
  )
