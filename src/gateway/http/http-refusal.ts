import { Failure } from '#domain/failure.ts'

interface RefusalOptions {
  readonly status: number
  readonly failure: Failure
  readonly headers: Readonly<Record<string, string>>
}

/** A request that never gets as far as GraphQL. Its status is the same for every media type. Returned, not thrown. */
export class HttpRefusal {
  readonly status: number
  readonly failure: Failure
  readonly headers: Readonly<Record<string, string>>

  constructor({ status, failure, headers }: RefusalOptions) {
    this.status = status
    this.failure = failure
    this.headers = headers
  }
}

/** A refusal for a mistake of the client's. */
export const refuse = (status: number, message: string, headers: Readonly<Record<string, string>> = {}) =>
  new HttpRefusal({ status, failure: new Failure('BAD_USER_INPUT', message, { status }), headers })
