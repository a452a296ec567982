import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSource } from '#chain/source.ts'
import { systemClock } from '#platform/clock.ts'
import { startPostgres } from '#platform/embedded-postgres.ts'
import { createLog } from '#platform/log.ts'
import { type RunEvents, type RunOptions, run } from '#projector/run.ts'
import { type Database, openDatabase } from '#store/connection.ts'
import { migrate } from '#store/migrate.ts'
import { createStore } from '#store/store.ts'
import { acquireWriter } from '#store/writer-lease.ts'
import type { BenchNode } from './spawn-node.ts'

export const silentLog = createLog({ level: 'warn', format: 'json' })

/** An embedded Postgres as `npm start` runs it (durable), empty and migrated. */
export interface Bed {
  readonly url: string
  readonly sql: Database
  close(): Promise<void>
}

export async function openBed(): Promise<Bed> {
  const directory = mkdtempSync(join(tmpdir(), 'ipgw-bench-'))
  chmodSync(directory, 0o755)
  const server = await startPostgres({ dataDir: join(directory, 'pg'), log: silentLog })
  await migrate({ url: server.url, folder: 'drizzle' })
  const sql = openDatabase({ url: server.url, max: 6, applicationName: 'bench' })
  const close = async () => {
    await sql.end({ timeout: 2 })
    await server.stop()
    rmSync(server.dataDir, { recursive: true, force: true })
    rmSync(directory, { recursive: true, force: true })
  }
  return { url: server.url, sql, close }
}

const noop = () => undefined
export const silentEvents: RunEvents = {
  progress: noop,
  committed: noop,
  verified: noop,
  failed: (failure) => console.error(failure),
}

/** Runs the indexer in this process until its goal or the signal. */
export async function indexOn(
  bed: Bed,
  node: BenchNode,
  {
    options,
    events = {},
    signal = AbortSignal.timeout(900_000),
  }: { options: Partial<RunOptions>; events?: Partial<RunEvents>; signal?: AbortSignal },
): Promise<void> {
  const source = createSource({
    urls: [node.url],
    chainId: node.chainId,
    clock: systemClock,
    random: Math.random,
    log: silentLog,
  })
  const writer = await acquireWriter({ url: bed.url, holder: 'bench', clock: systemClock, signal })
  const store = createStore({ sql: bed.sql, chainId: node.chainId, epoch: writer.epoch })
  const all: RunOptions = {
    batch: 50,
    flights: 6,
    from: null,
    until: null,
    once: true,
    verifyEveryMs: 0,
    ...options,
  }
  try {
    await run({ source, store, clock: systemClock }, all, { ...silentEvents, ...events }, signal)
  } finally {
    await writer.release()
    await source.close()
  }
}
