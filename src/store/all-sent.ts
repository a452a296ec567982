import { isAborted } from './database-failure.ts'

/**
 * Waits for statements that were sent at once on one connection, and throws what went wrong first. After
 * one has failed Postgres refuses the rest ("transaction is aborted"), and their refusals may reach us
 * before the cause. Those that a lost connection leaves without an answer are not waited for.
 */
export function allSent<T>(statements: readonly Promise<T>[]): Promise<T[]> {
  const causes = statements.map((statement) =>
    statement.catch((error: unknown) => {
      if (!isAborted(error)) throw error
      return null
    }),
  )
  return Promise.all(causes).then(() => Promise.all(statements))
}
