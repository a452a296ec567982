import { withDeadline } from '#platform/deadline.ts'
import type { Database } from './connection.ts'
import { onDatabase } from './database-failure.ts'
import { inTransaction } from './transaction.ts'

/** Planning is quick; what takes longer waits for a lock. */
const EXPLAIN_LIMIT_MS = 1000
/** With the wait for a connection; for a server that does not answer at all. */
const ANSWER_LIMIT_MS = 5000

/**
 * How Postgres would execute a statement with so many parameters, as text. Nothing is executed, and no value
 * gets into the plan: it is the generic one, in which parameters stay $1, $2. Throws what the database throws, and
 * TIMED_OUT after 5 s.
 */
export function explain(sql: Database, text: string, parameterCount: number): Promise<string> {
  const values = Array.from({ length: parameterCount }, () => 'null').join()
  const execution = `ipgw_explained${parameterCount === 0 ? '' : `(${values})`}`
  const work = () =>
    inTransaction(sql, async (tx) => {
      await tx`select set_config('statement_timeout', ${String(EXPLAIN_LIMIT_MS)}, true),
        set_config('plan_cache_mode', 'force_generic_plan', true)`
      await tx.unsafe(`prepare ipgw_explained as ${text}`)
      await tx`savepoint explaining`
      try {
        const rows = await tx.unsafe<{ 'QUERY PLAN': string }[]>(`explain execute ${execution}`)
        return rows.map((row) => row['QUERY PLAN']).join('\n')
      } finally {
        // Prepared statements outlive a rollback, and the next one needs the name.
        await tx`rollback to explaining`
        await tx`deallocate ipgw_explained`
      }
    })
  return onDatabase(() => withDeadline({ what: 'explaining a statement', timeoutMs: ANSWER_LIMIT_MS }, work))
}
