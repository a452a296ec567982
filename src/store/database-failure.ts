import { Failure } from '#domain/failure.ts'

/** SQLSTATE classes and codes (postgresql.org/docs/current/errcodes-appendix.html) after which Postgres may serve again. */
const UNAVAILABLE = /^(08|28|53|57P0|58|3D000|40001|40P01|55P03)/
/** Codes of postgres.js and of Node's sockets. */
const CONNECTION =
  /^(CONNECTION_(CLOSED|ENDED|DESTROYED)|CONNECT_TIMEOUT|E(CONNREFUSED|CONNRESET|PIPE|NOTFOUND|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH|CONNABORTED|AI_FAIL))$/
const STATEMENT_TIMEOUT = '57014'
const IN_FAILED_TRANSACTION = '25P02'
const SCHEMA_MISSING = /^(42P01|42703)$/

/**
 * What a failed statement means: DATABASE_UNAVAILABLE (the same thing may work later; whether a commit
 * took effect is unknown), TIMED_OUT, or INTERNAL. Messages carry no parameter; the cause keeps everything.
 */
export function databaseFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const { code, constraint, table } = detailsOf(error)
  const values = { code, constraint, table }
  if (CONNECTION.test(code)) return failure('DATABASE_UNAVAILABLE', `the connection failed: ${code}`)
  if (UNAVAILABLE.test(code))
    return failure('DATABASE_UNAVAILABLE', `Postgres gave up: ${messageOf(error)} (${code})`)
  if (code === STATEMENT_TIMEOUT) return failure('TIMED_OUT', 'a statement took longer than its limit')
  if (SCHEMA_MISSING.test(code))
    return failure('INTERNAL', `the schema is not that of this version, run "ipgw migrate" (${code})`)
  return failure('INTERNAL', `Postgres refused a statement: ${code} ${constraint ?? ''}`.trim())

  function failure(kind: 'DATABASE_UNAVAILABLE' | 'TIMED_OUT' | 'INTERNAL', message: string) {
    return new Failure(kind, message, values, { cause: error })
  }
}

/** True where the connection that gave this error is gone, or about to go: nothing may be sent on it any more. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof Failure) return false
  const severity = field(error, 'severity')
  // Errors of the server name a severity, those of driver and socket a code only; other errors are not about it.
  return severity === undefined ? field(error, 'code') !== undefined : severity !== 'ERROR'
}

/** True for the refusal of a statement because another of its transaction failed. */
export const isAborted = (error: unknown) => field(error, 'code') === IN_FAILED_TRANSACTION

/** True for a statement that the server ended because it took too long. */
export const isStatementTimeout = (error: unknown) =>
  field(error, 'code') === STATEMENT_TIMEOUT ||
  field(Reflect.get(Object(error), 'cause'), 'code') === STATEMENT_TIMEOUT

/** Runs something on the database; whatever it throws becomes a Failure. */
export async function onDatabase<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw databaseFailure(error)
  }
}

function detailsOf(error: unknown) {
  return {
    code: field(error, 'code') ?? 'no code',
    constraint: field(error, 'constraint_name'),
    table: field(error, 'table_name'),
  }
}

/** drizzle wraps what the driver threw; the code is the driver's. */
function field(error: unknown, name: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : field(Reflect.get(error, 'cause'), name)
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
