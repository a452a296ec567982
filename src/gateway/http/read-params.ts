import type { GraphqlHttpRequest } from './graphql-http-request.ts'
import type { GraphqlParams } from './graphql-params.ts'
import { type HttpRefusal, refuse } from './http-refusal.ts'
import { paramsOfBody } from './params-of-body.ts'
import { paramsOfQuery } from './params-of-query.ts'

/** Where a request's parameters stand: the body of a POST, the URL of a GET; or why it is refused unread. */
export async function sourceOf(request: GraphqlHttpRequest, maxBytes: number): Promise<string | HttpRefusal> {
  if (request.method === 'GET' || request.method === 'HEAD') return request.url
  if (request.method !== 'POST')
    return refuse(405, `GraphQL is asked by GET or POST, not by ${request.method}`, {
      allow: 'GET, POST, OPTIONS',
    })
  if (!isUtf8Json(request.header('content-type')))
    return refuse(415, 'the header "content-type" of a POST must be application/json, in UTF-8')
  return request.text(maxBytes)
}

/** What a GET or POST asks, or why it is refused before it is read as GraphQL. */
export const paramsOfRequest = (method: string, source: string): GraphqlParams | HttpRefusal =>
  method === 'POST' ? paramsOfBody(source) : paramsOfQuery(source)

function isUtf8Json(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === 'application/json') return contentType !== undefined
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase())
  if (type !== 'application/json') return false
  return parameters.every(
    (parameter) => !parameter.startsWith('charset=') || /^charset="?utf-8"?$/.test(parameter),
  )
}
