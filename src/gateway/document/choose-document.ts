import { Failure } from '#domain/failure.ts'
import type { GraphqlParams } from '../http/graphql-params.ts'
import type { ReadDocument } from './document-cache.ts'
import { isRefused, type ParsedDocument, sha256Of, type ToldRefusal } from './parsed-document.ts'
import type { PersistedDocuments } from './persisted-documents.ts'

export interface Documents {
  readonly read: ReadDocument
  readonly persisted: PersistedDocuments
}

/** What Apollo's clients look for to send the text along the next time. */
const NOT_FOUND = 'PersistedQueryNotFound'

/** The document that a request names or brings; a Failure where it is none that is answered here. */
export function chooseDocument(
  { read, persisted }: Documents,
  params: GraphqlParams,
): ParsedDocument | ToldRefusal | Failure {
  const text = textOf(persisted, params)
  if (typeof text !== 'string') return text
  if (persisted.only && !persisted.isListed(sha256Of(text))) return unlisted(sha256Of(text))
  const document = read(text)
  if (!isRefused(document) && params.query !== null && params.persisted !== null)
    persisted.register(params.persisted.sha256, text)
  return document
}

function textOf(known: PersistedDocuments, { query, persisted }: GraphqlParams): string | Failure {
  if (persisted === null) return query ?? ''
  const { sha256, form } = persisted
  if (query !== null) return sha256Of(query) === sha256 ? query : mismatch(sha256, query)
  const text = known.find(sha256)
  if (text !== null) return text
  if (known.only) return unlisted(sha256)
  const message = form === 'apq' ? NOT_FOUND : `no document sha256:${sha256} is known here`
  return new Failure('PERSISTED_QUERY_NOT_FOUND', message)
}

const mismatch = (sha256: string, query: string) =>
  new Failure(
    'BAD_USER_INPUT',
    `"extensions.persistedQuery.sha256Hash": ${sha256} is not the sha256 of "query", which is ${sha256Of(query)}`,
  )

const unlisted = (sha256: string) =>
  new Failure(
    'FORBIDDEN',
    `this gateway answers only the documents on its list (PERSISTED_ONLY=on): sha256:${sha256} is not one of them`,
  )
