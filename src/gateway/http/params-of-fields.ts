import { shown } from '../scalar/refusal.ts'
import type { GraphqlParams, PersistedReference } from './graphql-params.ts'
import { HttpRefusal, refuse } from './http-refusal.ts'

type Fields = Readonly<Record<string, unknown>>

/** The parameters in a JSON object; a refusal that names field, value and rule where one is not what it must be. */
export function paramsOfFields(fields: Fields): GraphqlParams | HttpRefusal {
  const {
    query = null,
    operationName = null,
    variables = null,
    extensions = null,
    documentId = null,
  } = fields
  if (!isText(query)) return wrong('query', query, 'a string')
  if (!isText(operationName)) return wrong('operationName', operationName, 'a string or null')
  if (!isMap(variables)) return wrong('variables', variables, 'an object or null')
  if (!isMap(extensions)) return wrong('extensions', extensions, 'an object or null')
  const persisted = persistedOf(documentId, extensions)
  if (persisted instanceof HttpRefusal) return persisted
  if (persisted?.form === 'documentId' && query !== null)
    return refuse(400, '"query" and "documentId" are both given, only one of them may be')
  if (query === null && persisted === null)
    return refuse(400, 'no document is given: "query" must be a GraphQL document, or "documentId" name one')
  const { minHeight } = extensions ?? {}
  return { query, operationName, variables: variables ?? {}, persisted, minHeight }
}

const isText = (value: unknown): value is string | null => value === null || typeof value === 'string'

const isMap = (value: unknown): value is Fields | null =>
  value === null || (typeof value === 'object' && !Array.isArray(value))

const wrong = (field: string, value: unknown, rule: string) =>
  refuse(400, `"${field}": ${shown(value)} must be ${rule}`)

const SHA256 = /^(?:sha256:)?([0-9a-f]{64})$/i

function persistedOf(
  documentId: unknown,
  extensions: Fields | null,
): PersistedReference | HttpRefusal | null {
  if (documentId !== null) return reference('documentId', documentId)
  const query = extensions?.persistedQuery ?? null
  if (query === null) return null
  if (typeof query !== 'object' || !('sha256Hash' in query))
    return wrong('extensions.persistedQuery', query, 'an object with version 1 and sha256Hash')
  if (!('version' in query) || query.version !== 1)
    return refuse(400, '"extensions.persistedQuery.version": only version 1 is known here')
  return reference('apq', query.sha256Hash)
}

function reference(form: PersistedReference['form'], id: unknown): PersistedReference | HttpRefusal {
  const sha256 = SHA256.exec(typeof id === 'string' ? id : '')?.[1]
  if (sha256 !== undefined) return { sha256: sha256.toLowerCase(), form }
  const field = form === 'apq' ? 'extensions.persistedQuery.sha256Hash' : 'documentId'
  return wrong(field, id, 'the sha256 of a document: 64 hexadecimal digits, after "sha256:" or alone')
}
