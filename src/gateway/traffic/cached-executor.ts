import { withDeadline } from '#platform/deadline.ts'
import type { Queryable } from '#store/connection.ts'
import type { Executor, OperationAnswer } from '../operation-request.ts'
import { dataVersion } from './data-version.ts'
import type { CachedBody, ResponseCache } from './response-cache.ts'

/** The server ends statements sooner; this is for a database that does not answer at all. As in the cache. */
const ANSWER_LIMIT_MS = 15_000

/** An answer, and what the cache has to know of it. */
export interface KeptAnswer extends CachedBody {
  readonly answer: OperationAnswer
}

/** The cache of a database: two that are not at the same block would empty a common one for each other. */
export type CacheOf = (sql: Queryable) => ResponseCache<KeptAnswer>

/** Answers from the cache what was answered before from the same data, and at once what is being asked already. */
export function cachedExecutor(caches: CacheOf, executor: Executor): Executor {
  return {
    async execute(request) {
      const { context, document, key } = request
      // What changes by itself may not be joined either: it was another moment's.
      if (context.head === null || document.isVolatile)
        return withDeadline({ what: 'a GraphQL operation', timeoutMs: ANSWER_LIMIT_MS }, () =>
          executor.execute(request),
        )
      const { body, outcome } = await caches(context.sql).answer(
        key,
        dataVersion(context.head, context.now),
        async () => kept(await executor.execute(request)),
      )
      return { ...body.answer, cache: outcome, ...(outcome === 'miss' ? {} : { path: 'none' }) }
    },
  }
}

const kept = (answer: OperationAnswer): KeptAnswer => ({
  answer,
  text: answer.members,
  isVolatile: answer.errorCodes.length > 0,
})
