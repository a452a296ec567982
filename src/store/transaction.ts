import type { Database, Queryable } from './connection.ts'
import { isConnectionLost } from './database-failure.ts'

/**
 * Runs `work` in one transaction on one connection, and rolls back when it throws. In place of
 * postgres.js' own `begin`, which in 3.4.9 also rolls back on a connection that is gone, and then ends the
 * process from a timer ("Cannot read properties of null (reading 'write')"). Nothing is sent here after a
 * connection was lost; the server rolls back by itself.
 */
export async function inTransaction<T>(
  sql: Database,
  work: (tx: Queryable) => Promise<T>,
  mode: '' | 'isolation level repeatable read read only' = '',
): Promise<T> {
  const connection = await sql.reserve()
  try {
    await connection.unsafe(`begin ${mode}`)
    const result = await work(connection)
    await connection`commit`
    connection.release()
    return result
  } catch (error) {
    if (!isConnectionLost(error)) {
      await connection`rollback`
      connection.release()
    }
    throw error
  }
}
