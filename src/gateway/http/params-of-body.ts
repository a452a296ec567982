import type { GraphqlParams } from './graphql-params.ts'
import { type HttpRefusal, refuse } from './http-refusal.ts'
import { paramsOfFields } from './params-of-fields.ts'

/** The parameters in the JSON body of a POST. */
export function paramsOfBody(text: string): GraphqlParams | HttpRefusal {
  if (text === '') return refuse(400, 'the body is empty: it must be JSON with a "query"')
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return refuse(400, 'the body is not JSON')
  }
  if (Array.isArray(body))
    return refuse(400, `a batch of ${body.length} is given: one request asks one operation here`)
  if (typeof body !== 'object' || body === null) return refuse(400, 'the body must be a JSON object')
  return paramsOfFields(body as Readonly<Record<string, unknown>>)
}
