import { IncomingMessage } from 'node:http'
import type { Context as HonoContext } from 'hono'
import type { RequestTrace } from '../ops/request-trace.ts'
import { clientAddress } from '../traffic/client-address.ts'
import type { AnswerGraphql } from './answer-graphql.ts'
import { corsHeaders, preflightHeaders } from './cors.ts'
import type { GraphqlHttpRequest } from './graphql-http-request.ts'
import { readText } from './read-text.ts'

interface RouteOptions {
  readonly answer: AnswerGraphql
  /** How many proxies of ours stand in front. */
  readonly trustedProxies: number
}

type TracedContext = HonoContext<{ Variables: { trace: RequestTrace } }>

/** GraphQL at one path of Hono: nothing but the way in and out. */
export function graphqlRoute({ answer, trustedProxies }: RouteOptions) {
  return async (c: TracedContext): Promise<Response> => {
    if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: preflightHeaders })
    const { status, headers, body } = await answer(requestOf(c, trustedProxies))
    return new Response(body, { status, headers: Object.assign(headers, corsHeaders) })
  }
}

const requestOf = (c: TracedContext, trustedProxies: number): GraphqlHttpRequest => ({
  method: c.req.method,
  url: c.req.url,
  header: (name) => c.req.header(name),
  client: () =>
    clientAddress({
      socketAddress: socketAddress(c.env),
      forwardedFor: c.req.header('x-forwarded-for') ?? null,
      trustedProxies,
    }),
  get log() {
    return c.var.trace.log
  },
  text: (maxBytes) => readText(c.req, { maxBytes, log: c.var.trace.log }),
})

/** Node's server hands its own request along; elsewhere there is no socket. */
function socketAddress(env: unknown): string | null {
  const incoming = typeof env === 'object' && env !== null && 'incoming' in env ? env.incoming : null
  return incoming instanceof IncomingMessage ? (incoming.socket.remoteAddress ?? null) : null
}
