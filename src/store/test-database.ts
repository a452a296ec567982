import { fileURLToPath } from 'node:url'
import type { TestDatabase } from '#platform/test-postgres.ts'
import { joinTestCluster } from '#platform/test-postgres.ts'
import type { Database } from './connection.ts'
import { openDatabase } from './connection.ts'
import { migrate } from './migrate.ts'

export const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url))

export interface MigratedDatabase extends TestDatabase {
  readonly sql: Database
  close(): Promise<void>
}

/** A database of the test run's Postgres with our schema in it, and a pool on it. */
export async function openTestDatabase(): Promise<MigratedDatabase> {
  const cluster = joinTestCluster()
  const database = await cluster.createDatabase()
  await migrate({ url: database.url, folder: migrationsFolder })
  const sql = openDatabase({ url: database.url, max: 6, applicationName: 'ipgw test' })
  const close = async () => {
    await sql.end({ timeout: 1 })
    await database.drop()
    await cluster.close()
  }
  return { ...database, sql, close }
}
