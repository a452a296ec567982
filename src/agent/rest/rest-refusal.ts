import type { Context } from 'hono'
import { codes, Failure } from '#domain/failure.ts'

const noStore = { 'cache-control': 'no-store' } as const

interface RefusalPart {
  /** Default: the code's. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Why a request is not answered, in our own words. */
export const refuse = (c: Context, { code, message }: Failure, { status, headers }: RefusalPart = {}) =>
  new Response(JSON.stringify({ error: { code, message } }), {
    status: status ?? codes[code].status,
    headers: { 'content-type': 'application/json', ...noStore, ...headers, ...bodyUnread(c) },
  })

/** The same on the paths of the stock operator, whose clients read this form (operator/ip/types). */
export const refuseStock = (c: Context, status: 404 | 503, message: string) =>
  c.json({ Error: message, Code: -1 }, status, {
    ...noStore,
    ...(status === 503 ? { 'retry-after': '1' } : {}),
  })

/** Nothing was seen yet, a moment after the start: better no word than one that says that all is free. */
export const notSeenYet = 'the cluster has not been looked at yet'

/** No body is read here; what is left of one must not be taken for the next request. */
const bodyUnread = (c: Context): Readonly<Record<string, string>> =>
  c.req.raw.body === null ? {} : { connection: 'close' }

export const notFound = (path: string) =>
  new Failure('NOT_FOUND', `there is nothing at ${path.slice(0, 200)}`, { path: path.slice(0, 200) })
