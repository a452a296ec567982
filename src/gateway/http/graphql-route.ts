import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server'
import type { Context as HonoContext } from 'hono'
import { Failure, isFailure } from '#domain/failure.ts'
import { withDeadline } from '#platform/deadline.ts'
import { type AnswerExtensions, answerExtensions } from '../answer-extensions.ts'
import type { Context } from '../context.ts'

/** Statements end sooner; this is for a database that does not answer at all. */
const ANSWER_LIMIT_MS = 15_000

export interface GraphqlRoute {
  readonly server: ApolloServer<Context>
  readonly makeContext: () => Promise<Context>
}

/** GraphQL over HTTP (POST with JSON, GET with a query string), by hand: Apollo has no adapter for Hono. */
export function graphqlRoute({ server, makeContext }: GraphqlRoute) {
  return async (c: HonoContext): Promise<Response> => {
    const context = await makeContext()
    const extensions = answerExtensions(context.head, context.now)
    const request = c.req.raw
    const body = request.method === 'POST' ? await bodyOf(request) : undefined
    if (isFailure(body)) return refusal(body, 400, extensions)
    const httpGraphQLRequest = {
      method: request.method,
      headers: headersOf(request),
      search: new URL(request.url).search,
      body,
    }
    const answer = await withDeadline({ what: 'a GraphQL request', timeoutMs: ANSWER_LIMIT_MS }, () =>
      server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context }),
    )
    return new Response(answerText(answer, extensions), {
      status: answer.status ?? 200,
      headers: [...answer.headers],
    })
  }
}

/** An answer that never reached GraphQL, in the same form as the others. */
export function refusal(failure: Failure, status: number, extensions: AnswerExtensions): Response {
  const errors = [{ message: failure.message, extensions: { code: failure.code } }]
  return Response.json({ errors, extensions }, { status })
}

function headersOf(request: Request): HeaderMap {
  const headers = new HeaderMap()
  request.headers.forEach((value, name) => {
    headers.set(name, value)
  })
  return headers
}

/** The body as Apollo wants it; a Failure where it is not the JSON that it says it is. */
async function bodyOf(request: Request): Promise<unknown> {
  const text = await request.text()
  if (!(request.headers.get('content-type') ?? '').startsWith('application/json')) return text
  try {
    return JSON.parse(text)
  } catch (cause) {
    return new Failure('BAD_USER_INPUT', 'the body is not JSON', {}, { cause })
  }
}

/** Requests that Apollo refuses before its pipeline get the extensions here. */
function answerText({ body, status }: HTTPGraphQLResponse, extensions: AnswerExtensions): string {
  if (body.kind !== 'complete')
    throw new Failure('INTERNAL', 'an answer in pieces, which nothing here asks for')
  if (status === undefined || status < 400 || body.string.includes('"indexedHeight"')) return body.string
  const answer: unknown = JSON.parse(body.string)
  return JSON.stringify(typeof answer === 'object' && answer !== null ? { ...answer, extensions } : answer)
}
