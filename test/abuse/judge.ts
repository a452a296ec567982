import { codes, type FailureCode } from '#domain/failure.ts'
import type { Abuse } from './abuse.ts'
import type { Sent } from './send.ts'

/** The most that one request gets: a full page of everything is a tenth of it. */
const MAX_ANSWER_CHARACTERS = 2_000_000
/** A refusal says what is wrong, not everything that was sent. */
const MAX_REFUSAL_CHARACTERS = 40_000

/** Codes that clients of persisted queries wait for, beside ours. */
const protocolCodes = [
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'PERSISTED_QUERY_NOT_ALLOWED',
]

interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message?: unknown
    readonly extensions?: { readonly code?: unknown }
  }[]
}

/** What is wrong with the answer to an attack; empty where it is as it has to be. */
export function complaints(abuse: Abuse, sent: Sent): string[] {
  const general = [
    sent.status >= 500 && `status ${sent.status}: ${sent.text.slice(0, 300)}`,
    sent.text.length > MAX_ANSWER_CHARACTERS && `an answer of ${sent.text.length} characters`,
    /\bat .*\.[jt]s:\d+|node_modules|RangeError|TypeError/.test(sent.text) &&
      `shows its inside: ${sent.text.slice(0, 300)}`,
  ].filter((complaint) => complaint !== false)
  const errors = errorsOf(sent)
  const wrongCodes = (errors ?? [])
    .map((error) => error.extensions?.code)
    .filter((code) => !isForClients(code))
  const codesSaid =
    wrongCodes.length > 0 ? [`codes ${wrongCodes.join(', ')}: ${sent.text.slice(0, 300)}`] : []
  return [...general, ...codesSaid, ...(abuse.expected === 'refused' ? notRefused(abuse, sent, errors) : [])]
}

function notRefused({ says }: Abuse, sent: Sent, errors: Body['errors'] | null): string[] {
  if (sent.text.length > MAX_REFUSAL_CHARACTERS) return [`a refusal of ${sent.text.length} characters`]
  if (errors === null)
    return sent.status >= 400 || sent.status === 0
      ? []
      : [`is not refused: ${sent.status} ${sent.text.slice(0, 300)}`]
  const messages = errors?.map((error) => String(error.message)) ?? []
  if (messages.length === 0) return [`is answered: ${sent.text.slice(0, 300)}`]
  const fits = messages.some((message) => says === null || says.test(message))
  return fits ? [] : [`says something else than ${says}: ${messages[0]?.slice(0, 300)}`]
}

/** The errors of a GraphQL answer; undefined where it has none, null where it is no GraphQL answer. */
function errorsOf({ contentType, text }: Sent): Body['errors'] | null {
  if (!contentType.includes('json') || text === '') return null
  const answer: unknown = JSON.parse(text)
  return typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer)
    ? (answer as Body).errors
    : null
}

const isForClients = (code: unknown) =>
  protocolCodes.includes(String(code)) ||
  (code !== 'INTERNAL' && codes[code as FailureCode]?.isPublic === true)
