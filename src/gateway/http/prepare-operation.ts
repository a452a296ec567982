import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql'
import { isFailure } from '#domain/failure.ts'
import { chooseDocument, type Documents } from '../document/choose-document.ts'
import { chooseOperation } from '../document/choose-operation.ts'
import { isRefused, type ParsedDocument } from '../document/parsed-document.ts'
import type { RefusedRequest } from '../error.ts'
import { operationRecords } from '../limit/cost.ts'
import { limits } from '../limit/limits.ts'
import { rememberedCost } from '../limit/remembered-cost.ts'
import { tooExpensive } from '../limit/too-expensive.ts'
import { tooManyValues } from '../limit/too-many-values.ts'
import type { PreparedOperation } from '../operation-request.ts'
import { responseKey } from '../traffic/response-key.ts'
import type { GraphqlParams } from './graphql-params.ts'

export interface Preparing extends Documents {
  readonly schema: GraphQLSchema
}

const MAX_VARIABLE_ERRORS = 10

/** Params → document → operation → variables → cost: everything that is decided before an operation is answered. */
export function prepareOperation(
  preparing: Preparing,
  params: GraphqlParams,
  minHeight: number | null,
): PreparedOperation | RefusedRequest {
  const tooMany = tooManyValues(params.variables)
  if (tooMany !== null) return { errors: [tooMany], phase: 'limit' }
  const document = chooseDocument(preparing, params)
  if (isFailure(document)) return { errors: [document], phase: 'operation' }
  if (isRefused(document)) return document
  const operation = chooseOperation(document, params.operationName)
  if (isFailure(operation)) return { errors: [operation], phase: 'operation' }
  const { schema } = preparing
  const { errors, coerced: variables = {} } = coerce(schema, operation, params.variables)
  if (errors !== undefined) return { errors, phase: 'variables' }
  const toCost = { schema, operation, fragments: document.fragments, variables }
  const cost = rememberedCost(toCost)
  if (cost > limits.cost)
    return { errors: [tooExpensive({ cost, records: operationRecords(toCost) })], phase: 'limit' }
  return { ...asked(document, params), operation, variables, cost, minHeight }
}

export const isRefusedRequest = (value: PreparedOperation | RefusedRequest): value is RefusedRequest =>
  'errors' in value

const asked = (document: ParsedDocument, { operationName, variables, persisted }: GraphqlParams) => ({
  document,
  operationName,
  givenVariables: variables,
  isPersisted: persisted !== null,
  // Nothing here depends on who asks: one scope.
  key: responseKey({ documentHash: document.sha256, operationName, variables, scope: '' }),
})

const coerce = (
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
) => getVariableValues(schema, variableDefinitions, given, { maxErrors: MAX_VARIABLE_ERRORS })
