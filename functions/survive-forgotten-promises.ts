import type { Log } from '#platform/log.ts'
import type { Scope } from '#platform/shutdown.ts'

/**
 * Node ends a process for a rejected promise that nobody waits for, and libraries leave some: graphql-js 16 where a field
 * beside it throws, postgres.js 3.4 where a connection ends while it asks for the types of arrays. No question, and no
 * restart of a database, may end the work of others.
 */
export function surviveForgottenPromises(scope: Scope, log: Log): void {
  const note = (reason: unknown) =>
    log.error({ err: reason }, 'a promise was rejected that nobody waited for')
  process.on('unhandledRejection', note)
  scope.defer('the watch over promises', async () => {
    process.off('unhandledRejection', note)
  })
}
