import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgres } from '#platform/embedded-postgres.ts'
import { createLog } from '#platform/log.ts'
import { type PostgresStatus, readStatus } from '#platform/postgres-status.ts'

/** A Postgres that a test may kill; it comes back by itself on the same data and port. */
export interface OwnPostgres {
  readonly url: string
  /** kill -9 of the postmaster. Resolves when its successor takes queries. */
  kill(): Promise<void>
  close(): Promise<void>
}

const PATIENCE_MS = 30_000

/** With the settings of production unless flags say otherwise: what was committed is in its log when it is killed. */
export async function startOwnPostgres(flags: readonly string[] = []): Promise<OwnPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'ipgw-chaos-'))
  // Root runs Postgres as nobody, who has to get in.
  chmodSync(directory, 0o755)
  const server = await startPostgres({
    dataDir: join(directory, 'pg'),
    flags: flags.flatMap((flag) => ['-c', flag]),
    log: createLog({ level: 'silent', format: 'json' }),
  })
  return {
    url: server.url,
    async kill() {
      const killed = readStatus(server.dataDir)?.pid
      if (killed === undefined) throw new TypeError('Postgres is not running')
      process.kill(killed, 'SIGKILL')
      for (const limit = Date.now() + PATIENCE_MS; Date.now() < limit; await sleep(5)) {
        const { pid, state }: Partial<PostgresStatus> = readStatus(server.dataDir) ?? {}
        if (pid !== undefined && pid !== killed && state === 'ready') return
      }
      throw new TypeError('Postgres did not come back')
    },
    async close() {
      await server.stop()
      rmSync(server.dataDir, { recursive: true, force: true })
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
