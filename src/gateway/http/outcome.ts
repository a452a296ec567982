import type { GraphQLFormattedError } from 'graphql'
import { codes, type FailureCode, isFailure } from '#domain/failure.ts'
import { type FormatError, type RefusedRequest, requestErrors } from '../error.ts'
import type { OperationAnswer } from '../operation-request.ts'
import { retryAfter } from '../traffic/retry-after.ts'
import type { HttpRefusal } from './http-refusal.ts'

/** What came of a request, whichever way it went. */
export interface Outcome extends OperationAnswer {
  /** Whether it failed as a whole although it was well-formed: then the older media type makes it 200. */
  readonly isRequestError?: boolean
}

/** The header "accept" allows nothing that GraphQL is written in. */
export const unacceptable = (): Outcome => ({
  ...errorsOnly([
    {
      message: 'the header "accept" must allow application/graphql-response+json or application/json',
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]),
  status: 406,
})

/** A request that never got as far as GraphQL. */
export function refusedOutcome(formatError: FormatError, { failure, status, headers }: HttpRefusal): Outcome {
  return {
    ...errorsOnly(requestErrors(formatError, { errors: [failure], phase: 'operation' })),
    status,
    headers,
  }
}

/** A GraphQL request that is refused before anything is executed. */
export function requestErrorOutcome(
  formatError: FormatError,
  refusal: RefusedRequest,
  method: string,
): Outcome {
  const errors = errorsOnly(requestErrors(formatError, refusal))
  const isMutating = refusal.phase === 'operation' && !refusal.errors.some((error) => isFailure(error))
  // The specification wants it so, whatever the media type.
  if (isMutating && method !== 'POST') return { ...errors, status: 405, headers: { allow: 'POST' } }
  return { ...errors, isRequestError: true }
}

/** Whatever was thrown on the way; who should come back is told when. */
export function faultOutcome(formatError: FormatError, error: unknown): Outcome {
  const message = error instanceof Error ? error.message : ''
  const pause = isFailure(error) ? retryAfter(error) : null
  const refusal = errorsOnly([formatError({ message }, error)])
  return pause === null ? refusal : { ...refusal, headers: { 'retry-after': pause } }
}

/** The status is that of the first error's code. */
function errorsOnly(errors: readonly GraphQLFormattedError[]): Outcome {
  const errorCodes = errors.map(({ extensions }) => String(extensions?.code))
  const [code = 'INTERNAL'] = errorCodes
  const errorIds = errors.flatMap(({ extensions }) =>
    typeof extensions?.id === 'string' ? [extensions.id] : [],
  )
  return { members: `"errors":${JSON.stringify(errors)}`, errorCodes, errorIds, status: statusOf(code) }
}

const statusOf = (code: string) => (code in codes ? codes[code as FailureCode] : codes.INTERNAL).status
