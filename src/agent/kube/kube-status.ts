import { Failure, type FailureCode } from '#domain/failure.ts'

/** What the API server says of a request that it did not do; the cause of the Failure that is thrown for it. */
export interface KubeStatus {
  readonly kind: 'Status'
  /** The HTTP status. */
  readonly code: number
  /** One word such as `NotFound`; empty where the answer had none. */
  readonly reason: string
  readonly message: string
  readonly details: {
    /** Seconds that the server asks to wait; from the body or the Retry-After header. */
    readonly retryAfterSeconds?: number
    readonly causes?: readonly { readonly reason?: string; readonly message?: string }[]
  }
}

/** An answer that was no success, as it came. */
export interface Refusal {
  readonly code: number
  /** Parsed JSON, or the text of something that was none (a proxy's page). */
  readonly body: unknown
  readonly retryAfter?: string | undefined
}

/** What a refused `what` ("GET services web") throws; its cause is the Status. */
export function refusalFailure(what: string, refusal: Refusal): Failure {
  const status = readStatus(refusal)
  const { code, reason, message } = status
  return new Failure(
    codeFor(status),
    `${what}: ${[code, reason, message].filter((part) => part !== '').join(' ')}`,
    { status: code, reason },
    { cause: status },
  )
}

/** The Status behind an error; null: the server did not say one (no answer, no connection, a fault of ours). */
export function statusOf(error: unknown): KubeStatus | null {
  return error instanceof Failure && isStatus(error.cause) ? error.cause : null
}

/** Milliseconds that the server asked to wait before the next try; 0: it did not ask. */
export const retryAfterMsOf = (error: unknown) => (statusOf(error)?.details.retryAfterSeconds ?? 0) * 1000

/** A Status as it lies in an ERROR event of a watch, or the body of a refusal. */
export function readStatus({ code, body, retryAfter }: Refusal): KubeStatus {
  const said = isRecord(body) ? body : {}
  const details = isRecord(said.details) ? said.details : {}
  return {
    kind: 'Status',
    code: typeof said.code === 'number' && said.code > 0 ? said.code : code,
    reason: textOf(said.reason),
    message: textOf(said.message ?? body).slice(0, MAX_MESSAGE),
    details: { ...secondsOf(details.retryAfterSeconds ?? Number(retryAfter)), ...causesOf(details.causes) },
  }
}

const MAX_MESSAGE = 2000
/** Nobody is made to wait longer than this by a number in an answer. */
const MAX_RETRY_AFTER_SECONDS = 300

function secondsOf(value: unknown) {
  return typeof value === 'number' && value > 0
    ? { retryAfterSeconds: Math.min(value, MAX_RETRY_AFTER_SECONDS) }
    : {}
}

const causesOf = (value: unknown) => (Array.isArray(value) ? { causes: value.filter(isRecord) } : {})

function codeFor({ code, details }: KubeStatus): FailureCode {
  if (code === 409 || code === 410) return 'KUBE_CONFLICT'
  if (code === 401 || code === 408 || code === 429 || code >= 500) return 'KUBE_UNAVAILABLE'
  return details.retryAfterSeconds === undefined ? 'KUBE_REFUSED' : 'KUBE_UNAVAILABLE'
}

function isStatus(value: unknown): value is KubeStatus {
  return isRecord(value) && value.kind === 'Status' && typeof value.code === 'number'
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
