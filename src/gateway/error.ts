import { ApolloServerErrorCode } from '@apollo/server/errors'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { codes, Failure, isFailure } from '#domain/failure.ts'
import type { Log } from '#platform/log.ts'
import type { MakeId } from '#platform/random-id.ts'
import { isStatementTimeout } from '#store/database-failure.ts'
import { argumentPath, type Located } from './argument-path.ts'
import { shortMessage } from './short-message.ts'

/** What Apollo and graphql-js call the client's own mistakes. */
const clientCodes: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.BAD_USER_INPUT,
  ApolloServerErrorCode.BAD_REQUEST,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
])

/** Turns whatever went wrong into what a client may read. */
export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError

/**
 * The only place that masks. A client's own mistake keeps its message; a Failure with a public code keeps
 * code and message; everything else is INTERNAL, with an id that stands in the log beside the real error.
 */
export function createFormatError(options: { readonly log: Log; readonly makeId: MakeId }): FormatError {
  const { log, makeId } = options
  return (formatted, error) => {
    const original = explained(thrownBy(error))
    if (isFailure(original) && codes[original.code].isPublic)
      return shape(formatted, { message: original.message, code: original.code })
    if (!isFailure(original) && clientCodes.has(formatted.extensions?.code))
      return shape(formatted, { message: clientMessage(formatted, error), code: 'BAD_USER_INPUT' })
    const id = makeId()
    log.error({ err: asError(original), errorId: id, path: formatted.path }, 'a request failed')
    return shape(formatted, { message: internalMessage(id), code: 'INTERNAL', id })
  }
}

/** Errors of a request that is refused before anything is executed, and where. */
export interface RefusedRequest {
  /** Those of a remembered document are as clients see them already. */
  readonly errors: readonly (GraphQLError | Failure | GraphQLFormattedError)[]
  readonly phase: 'parse' | 'limit' | 'operation' | 'validate' | 'variables'
}

/** As clients see them. */
export function requestErrors(
  formatError: FormatError,
  { errors, phase }: RefusedRequest,
): GraphQLFormattedError[] {
  const isParsed = phase !== 'parse'
  const code = isParsed ? ApolloServerErrorCode.BAD_USER_INPUT : ApolloServerErrorCode.GRAPHQL_PARSE_FAILED
  return errors.map((error) => {
    if (isFailure(error)) return formatError({ message: error.message }, error)
    return error instanceof GraphQLError
      ? formatError({ ...error.toJSON(), extensions: { code } }, error)
      : error
  })
}

/** What a resolver threw, out of its wrapping; only a resolver's errors have a path. */
function thrownBy(error: unknown): unknown {
  if (!(error instanceof Error) || !('path' in error && 'originalError' in error)) return error
  return error.path !== undefined && error.originalError instanceof Error ? error.originalError : error
}

/** A statement that takes too long is the question's fault, whichever way it was asked. */
const explained = (original: unknown): unknown =>
  isStatementTimeout(original)
    ? new Failure(
        'TOO_EXPENSIVE',
        'the answer takes the database too long; ask for less, or filter more',
        {},
        { cause: original },
      )
    : original

/** A fault of ours that never got as far as GraphQL. */
export const internalError = (id: string) => ({
  message: internalMessage(id),
  extensions: { code: 'INTERNAL', id },
})

const internalMessage = (id: string) => `a fault of ours; the log knows it as ${id}`

interface Shown {
  readonly message: string
  readonly code: string
  readonly id?: string
}

function shape({ locations, path }: GraphQLFormattedError, shown: Shown): GraphQLFormattedError {
  const { message, ...extensions } = shown
  return {
    message: shortMessage(message),
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    extensions,
  }
}

/** Names the argument, where graphql-js does not. A document that does not parse has none. */
function clientMessage({ message, extensions }: GraphQLFormattedError, error: unknown): string {
  const isUnparsed = extensions?.code === ApolloServerErrorCode.GRAPHQL_PARSE_FAILED
  const path = isUnparsed || !isLocated(error) ? null : argumentPath(error)
  return path === null ? message : `argument "${path}": ${message}`
}

const isLocated = (error: unknown): error is Located => error instanceof Error && 'positions' in error

const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Failure('INTERNAL', `something threw ${typeof thrown}`)
