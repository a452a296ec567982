import { Failure } from '#domain/failure.ts'
import { type Kind, kindName, resourceName } from './kind.ts'
import type { JsonObject } from './object.ts'

/** One field that breaks a rule (field.Error of apimachinery). */
export interface Cause {
  readonly type:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden'
    | 'FieldValueNotSupported'
  readonly field: string
  /** What the message says after the field's name. */
  readonly message: string
}

/** metav1.Status, which the API answers in the place of an object. */
export interface StatusBody extends JsonObject {
  readonly kind: 'Status'
  readonly code: number
  readonly reason: string
  readonly message: string
}

/** The API refuses; `body` is what a client reads. */
export class ApiRefusal extends Failure {
  readonly body: StatusBody
  readonly headers: Readonly<Record<string, string>>

  constructor(body: StatusBody, headers: Readonly<Record<string, string>> = {}) {
    super('BAD_USER_INPUT', body.message)
    this.body = body
    this.headers = headers
  }
}

/** A Status of failure with the fields in the order in which an apiserver writes them. */
export function statusBody(code: number, reason: string, message: string, details?: JsonObject): StatusBody {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  }
}

const about = ({ group, resource }: Kind, name: string): JsonObject => ({
  name,
  ...(group === '' ? {} : { group }),
  kind: resource,
})

export const notFound = (kind: Kind, name: string) =>
  new ApiRefusal(statusBody(404, 'NotFound', `${resourceName(kind)} "${name}" not found`, about(kind, name)))

export const alreadyExists = (kind: Kind, name: string) =>
  new ApiRefusal(
    statusBody(409, 'AlreadyExists', `${resourceName(kind)} "${name}" already exists`, about(kind, name)),
  )

export function conflict(kind: Kind, name: string, why: string): ApiRefusal {
  const message = `Operation cannot be fulfilled on ${resourceName(kind)} "${name}": ${why}`
  return new ApiRefusal(statusBody(409, 'Conflict', message, about(kind, name)))
}

export const modified = (kind: Kind, name: string) =>
  conflict(
    kind,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  )

export function forbidden(
  kind: Kind,
  name: string,
  why: { readonly message: string; readonly causes?: JsonObject[] },
) {
  const message = `${resourceName(kind)} "${name}" is forbidden: ${why.message}`
  const causes = why.causes === undefined ? {} : { causes: why.causes }
  return new ApiRefusal(statusBody(403, 'Forbidden', message, { ...about(kind, name), ...causes }))
}

export function invalid(kind: Kind, name: string, causes: readonly Cause[]): ApiRefusal {
  const texts = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))]
  const all = texts.length === 1 ? texts.join() : `[${texts.join(', ')}]`
  const details = {
    name,
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.kind,
    causes: causes.map(({ type, field, message }) => ({ reason: type, message, field })),
  }
  return new ApiRefusal(statusBody(422, 'Invalid', `${kindName(kind)} "${name}" is invalid: ${all}`, details))
}

export const badRequest = (message: string) => new ApiRefusal(statusBody(400, 'BadRequest', message))

export const expired = (message: string) => new ApiRefusal(statusBody(410, 'Expired', message))

export function tooNew(wanted: bigint, current: number): ApiRefusal {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`
  return new ApiRefusal(statusBody(504, 'Timeout', message, { causes, retryAfterSeconds: 1 }))
}

export const unauthorized = () => new ApiRefusal(statusBody(401, 'Unauthorized', 'Unauthorized'))

export const noSuchPath = () =>
  new ApiRefusal(statusBody(404, 'NotFound', 'the server could not find the requested resource', {}))

export const methodNotAllowed = () =>
  new ApiRefusal(
    statusBody(
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
      {},
    ),
  )

export function unsupportedMediaType(accepted: string): ApiRefusal {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted}`
  return new ApiRefusal(statusBody(415, 'UnsupportedMediaType', message))
}

export const internalError = (message: string) =>
  new ApiRefusal(
    statusBody(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] }),
  )
