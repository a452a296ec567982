import type { Json } from '#domain/change.ts'
import { Failure, isFailure } from '#domain/failure.ts'
import { createHttpClient, type HttpAnswer, type HttpClient } from '#platform/http.ts'
import { redactText } from '#platform/redact.ts'
import type { CommandContext } from './command.ts'

/** A gateway gives up on a request after 15 s; a proxy in front of it may hold it a little longer. */
const ANSWER_LIMIT_MS = 30_000
/** A gateway that asks for more patience than this is left alone. */
const LONGEST_WAIT_SECONDS = 30
const SHOWN_CHARACTERS = 200

export interface GatewayRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, Json>>
  /** Null: the document's only one. */
  readonly operationName: string | null
}

/** A GraphQL response (spec.graphql.org, 7.1). */
export interface Answer {
  readonly data?: unknown
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions?: Readonly<Record<string, unknown>>
  }[]
}

export interface Asking {
  /** The GraphQL endpoint. */
  readonly url: string
  readonly request: GatewayRequest
  readonly context: Pick<CommandContext, 'scope' | 'clock' | 'complain'>
}

/**
 * Sends one operation; where the gateway is overloaded and says when to come again, once more then. Throws
 * NODE_UNAVAILABLE, TIMED_OUT or NODE_ANSWER_INVALID that name the URL and what to do, and ABORTED.
 */
export async function askGateway({ url, request, context }: Asking): Promise<Answer> {
  const client = createHttpClient({ url, connections: 1, timeoutMs: ANSWER_LIMIT_MS })
  try {
    return readAnswer(url, await sendPatiently(client, JSON.stringify(request), context))
  } catch (error) {
    if (!isFailure(error, 'NODE_UNAVAILABLE')) throw error
    throw new Failure(
      'NODE_UNAVAILABLE',
      `nothing answers at ${redactText(url)} (${error.message}): start the gateway by "npm start" or "npx ipgw serve", or name another by --url`,
      {},
      { cause: error },
    )
  } finally {
    await client.close()
  }
}

async function sendPatiently(
  client: HttpClient,
  body: string,
  context: Asking['context'],
): Promise<HttpAnswer> {
  const { scope, clock, complain } = context
  const first = await client.post(body, scope.signal)
  const seconds = Number(first.headers['retry-after'] ?? Number.NaN)
  const isBusy = first.status === 429 || first.status === 503
  if (!isBusy || !(seconds >= 0 && seconds <= LONGEST_WAIT_SECONDS)) return first
  complain(`the gateway is busy (HTTP ${first.status}): asking again in ${seconds} s`)
  await clock.sleep(seconds * 1000, scope.signal)
  return await client.post(body, scope.signal)
}

function readAnswer(url: string, { status, body }: HttpAnswer): Answer {
  const answer = parsed(body)
  if (isAnswer(answer)) return answer
  throw new Failure(
    'NODE_ANSWER_INVALID',
    `${redactText(url)} answered HTTP ${status} with what is no GraphQL response: ${JSON.stringify(body.slice(0, SHOWN_CHARACTERS))}`,
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' &&
  value !== null &&
  ('data' in value || 'errors' in value) &&
  (!('errors' in value) || (Array.isArray(value.errors) && value.errors.every(isError)))

const isError = (error: unknown) =>
  typeof error === 'object' &&
  error !== null &&
  'message' in error &&
  typeof error.message === 'string' &&
  (!('path' in error) || Array.isArray(error.path))
