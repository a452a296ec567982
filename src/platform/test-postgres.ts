import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { Failure } from '#domain/failure.ts'
import { startPostgres } from './embedded-postgres.ts'
import { createLog } from './log.ts'

/** Tests may lose everything at a power cut. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']

export interface TestDatabase {
  readonly name: string
  readonly url: string
  /** Drops it, also under open connections. */
  drop(): Promise<void>
}

/** A Postgres for tests; only its databases are used, never its default one. */
export interface TestCluster {
  /** Of the server's default database, as superuser. */
  readonly url: string
  /** An empty database, or a copy of the database `template` (which nobody may be connected to). About 25 ms. */
  createDatabase(template?: string): Promise<TestDatabase>
  /** Ends our connection, and the server where this process started it. */
  close(): Promise<void>
}

/** Starts a server on a directory of its own, gone after `close`. About 0.7 s. */
export async function createTestCluster(): Promise<TestCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'ipgw-test-'))
  // Root runs Postgres as nobody, who has to get in.
  chmodSync(directory, 0o755)
  const server = await startPostgres({
    dataDir: join(directory, 'pg'),
    flags: FAST.flatMap((setting) => ['-c', setting]),
    log: createLog({ level: 'silent', format: 'json' }),
  })
  return joinTestCluster(server.url, async () => {
    await server.stop()
    rmSync(server.dataDir, { recursive: true, force: true })
    rmSync(directory, { recursive: true, force: true })
  })
}

/**
 * The server of this test run, which test/global-postgres.ts started (or which TEST_POSTGRES_URL names).
 * Throws BAD_SETTING outside of a test run.
 */
export function joinTestCluster(
  url: string = process.env.TEST_POSTGRES_URL ?? '',
  stop: () => Promise<void> = () => Promise.resolve(),
): TestCluster {
  if (url === '') throw new Failure('BAD_SETTING', 'TEST_POSTGRES_URL is not set: run the tests with vitest')
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  return {
    url,
    createDatabase: (template = 'template1') => createDatabase(sql, url, template),
    close: async () => {
      await sql.end({ timeout: 1 })
      await stop()
    },
  }
}

async function createDatabase(sql: postgres.Sql, url: string, template: string): Promise<TestDatabase> {
  const name = `t_${randomBytes(8).toString('hex')}`
  await sql`create database ${sql(name)} template ${sql(template)}`
  const own = new URL(url)
  own.pathname = `/${name}`
  const drop = async () => {
    await sql`drop database if exists ${sql(name)} with (force)`
  }
  return { name, url: own.href, drop }
}
