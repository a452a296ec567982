import type { ApolloServer } from '@apollo/server'
import { codes, Failure } from '#domain/failure.ts'
import type { Context } from './context.ts'
import type { HandedDocuments } from './graphql-server.ts'
import type { Executor, OperationAnswer } from './operation-request.ts'

/** Answers by Apollo, which is handed the document as it was parsed, so that it does neither parse nor validate. */
export function apolloExecutor(server: ApolloServer<Context>, handed: HandedDocuments): Executor {
  return {
    execute: async ({ document, operationName, givenVariables, context }) => {
      handed.set(document.sha256, document.document)
      const variables = { ...givenVariables }
      const request = {
        query: document.text,
        variables,
        ...(operationName === null ? {} : { operationName }),
      }
      const { body } = await server.executeOperation(request, { contextValue: context })
      if (body.kind !== 'single')
        throw new Failure('INTERNAL', 'an answer in pieces, which nothing here asks for')
      return answerOf(body.singleResult)
    },
  }
}

/** What Apollo makes of an operation: its errors are masked by error.ts already. */
interface Result {
  readonly data?: unknown
  readonly errors?:
    | readonly { readonly extensions?: { readonly code?: unknown; readonly id?: unknown } }[]
    | undefined
}

function answerOf({ data, errors = [] }: Result): OperationAnswer {
  const members = [
    ...(errors.length === 0 ? [] : [`"errors":${JSON.stringify(errors)}`]),
    ...(data === undefined ? [] : [`"data":${JSON.stringify(data)}`]),
  ]
  return {
    members: members.join(),
    errorCodes: errors.map((error) => String(error.extensions?.code)),
    status: data === undefined ? codes.INTERNAL.status : 200,
    errorIds: errors.flatMap(({ extensions }) => (typeof extensions?.id === 'string' ? [extensions.id] : [])),
    path: 'graphql-js',
  }
}
