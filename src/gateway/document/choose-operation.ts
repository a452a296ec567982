import type { OperationDefinitionNode } from 'graphql'
import { Failure } from '#domain/failure.ts'
import { shown } from '../scalar/refusal.ts'
import type { ParsedDocument } from './parsed-document.ts'

/** The operation that a request names, or the only one there is; a Failure that says which there are. */
export function chooseOperation(
  { operations }: ParsedDocument,
  name: string | null,
): OperationDefinitionNode | Failure {
  const [first] = operations
  if (name === null && first !== undefined && operations.length === 1) return first
  const found = operations.find((operation) => name !== null && operation.name?.value === name)
  if (found !== undefined) return found
  const names = operations.map((operation) => operation.name?.value ?? 'one without a name').join(', ')
  if (first === undefined) return wrong('the document has no operation')
  if (name === null) return wrong(`"operationName" must name one of the operations: ${names}`)
  return wrong(`"operationName": the document has no operation ${shown(name)}; it has ${names}`)
}

const wrong = (rule: string) => new Failure('BAD_USER_INPUT', rule)
