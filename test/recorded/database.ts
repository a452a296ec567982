import { fileURLToPath } from 'node:url'
import { systemClock } from '#platform/clock.ts'
import { joinTestCluster } from '#platform/test-postgres.ts'
import type { Database } from '#store/connection.ts'
import { openDatabase } from '#store/connection.ts'
import { migrate } from '#store/migrate.ts'
import type { Store } from '#store/store.ts'
import { createStore } from '#store/store.ts'
import { acquireWriter } from '#store/writer-lease.ts'

/** An empty, migrated database of its own, and the right to write it. */
export interface IndexDatabase {
  readonly url: string
  readonly sql: Database
  readonly store: Store
  close(): Promise<void>
}

export async function createIndexDatabase(chainId: string): Promise<IndexDatabase> {
  const cluster = joinTestCluster()
  const { url, drop } = await cluster.createDatabase()
  await migrate({ url, folder: fileURLToPath(new URL('../../drizzle', import.meta.url)) })
  const sql = openDatabase({ url, max: 4, applicationName: 'test' })
  const writer = await acquireWriter({
    url,
    holder: 'test',
    clock: systemClock,
    signal: AbortSignal.timeout(10_000),
  })
  const close = async () => {
    await writer.release()
    await sql.end({ timeout: 1 })
    await drop()
    await cluster.close()
  }
  return { url, sql, store: createStore({ sql, chainId, epoch: writer.epoch }), close }
}
