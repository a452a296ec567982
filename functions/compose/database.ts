import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres } from '#platform/embedded-postgres.ts'
import { redactText } from '#platform/redact.ts'
import type { Settings } from '#platform/settings.ts'
import { type Database, openDatabase } from '#store/connection.ts'
import type { CommandContext } from '../command.ts'

/** Where the data is: URLs for writing and for reading. */
export interface DatabasePlace {
  readonly url: string
  readonly readUrl: string
}

/** A database belongs to one chain: each has a directory of its own, so that one may try several. */
export function chainDirectory({ dataDir, chainId }: Pick<Settings, 'dataDir' | 'chainId'>): string {
  const directory = join(dataDir, chainId)
  mkdirSync(directory, { recursive: true })
  return directory
}

/** The database of the settings; where they name none, the embedded one is started, and stopped last. */
export async function databasePlace({ settings, scope, log }: CommandContext): Promise<DatabasePlace> {
  const { databaseUrl, databaseReadUrl } = settings
  if (databaseUrl !== null) return { url: databaseUrl, readUrl: databaseReadUrl ?? databaseUrl }
  const server = await startPostgres({
    dataDir: join(chainDirectory(settings), 'pg'),
    log: log.child({ room: 'postgres' }),
  })
  scope.defer('Postgres', () => server.stop(), 40_000)
  const words = server.isReused ? 'uses the embedded Postgres that runs' : 'embedded Postgres is up'
  log.info({ url: redactText(server.url), dataDir: server.dataDir }, words)
  return { url: server.url, readUrl: databaseReadUrl ?? server.url }
}

export interface PoolOptions {
  readonly url: string
  readonly max: number
  /** For pg_stat_activity and the log. */
  readonly name: string
}

/** A pool that is closed at the end. */
export function openPool({ scope, settings }: CommandContext, { url, max, name }: PoolOptions): Database {
  const sql = openDatabase({
    url,
    max,
    applicationName: `ipgw ${name}`,
    idleTransactionMs: settings.writerExpiryMs,
  })
  scope.defer(`the connections of ${name}`, () => sql.end({ timeout: 5 }))
  return sql
}

/** Beside the connections that answer operations: for looking where the index stands, and for the ops pages. */
const SPARE_CONNECTIONS = 2
/** What the server keeps for a connection, its prepared statements above all, goes with it. */
const LIFETIME_SECONDS = 1800

/** A pool for readers: statements end early, and none is compiled, which takes longer than any answer may. */
export function openReadPool({ scope, settings }: CommandContext, url: string, name: string): Database {
  const { connections, statementTimeoutMs } = settings.traffic
  const sql = openDatabase({
    url,
    max: connections + SPARE_CONNECTIONS,
    applicationName: `ipgw ${name}`,
    statementTimeoutMs,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    jit: false,
  })
  scope.defer(`the connections of ${name}`, () => sql.end({ timeout: 5 }))
  return sql
}
