import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import postgres from 'postgres'
import { type EmbeddedPostgres, startPostgres } from '#platform/embedded-postgres.ts'
import { createLog } from '#platform/log.ts'

/** A primary and a hot standby that follows it by streaming replication. */
export interface ReplicatedPostgres {
  /** Of the primary's default database. */
  readonly url: string
  /** Of the same database on the standby. */
  readonly replicaUrl: (url: string) => string
  /** The standby keeps receiving, but applies nothing until `resume`. */
  pause(): Promise<void>
  resume(): Promise<void>
  stopReplica(): Promise<void>
  /** On the same port as before. */
  startReplica(): Promise<void>
  close(): Promise<void>
}

const log = createLog({ level: 'silent', format: 'json' })

/** Starts both on directories of their own, gone after `close`. There is no pg_basebackup: the files are copied by hand. */
export async function startReplicatedPostgres(): Promise<ReplicatedPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'ipgw-replica-'))
  // Root runs Postgres as nobody, who has to get in.
  chmodSync(directory, 0o755)
  const primary = await startPostgres({ dataDir: join(directory, 'primary'), log })
  const standbyDir = join(dirname(primary.dataDir), 'standby')
  await copyRunning(primary, standbyDir)
  let replica = await startPostgres({ dataDir: standbyDir, log })
  const { port } = replica
  const control = postgres(replica.url, { max: 1 })
  return {
    url: primary.url,
    replicaUrl: (url) => {
      const own = new URL(url)
      own.port = String(port)
      return own.href
    },
    pause: async () => {
      await control`select pg_wal_replay_pause()`
    },
    resume: async () => {
      await control`select pg_wal_replay_resume()`
    },
    stopReplica: () => replica.stop(),
    startReplica: async () => {
      replica = await startPostgres({ dataDir: standbyDir, port, log })
    },
    close: async () => {
      await control.end({ timeout: 1 })
      await replica.stop()
      await primary.stop()
      for (const path of [standbyDir, primary.dataDir, directory])
        rmSync(path, { recursive: true, force: true })
    },
  }
}

/** A base backup as the manual describes it (25.3.4): start, copy, stop, and the label that stop gives. */
async function copyRunning(primary: EmbeddedPostgres, to: string): Promise<void> {
  const sql = postgres(primary.url, { max: 1 })
  await sql`select pg_backup_start('replica', true)`
  cpSync(primary.dataDir, to, { recursive: true })
  const [label] = await sql<{ labelfile: string }[]>`select labelfile from pg_backup_stop(false)`
  await sql.end()
  for (const name of ['postmaster.pid', 'postmaster.opts']) rmSync(join(to, name))
  writeFileSync(join(to, 'backup_label'), label?.labelfile ?? '')
  writeFileSync(join(to, 'standby.signal'), '')
  const { port, username, password } = new URL(primary.url)
  const words = `host=127.0.0.1 port=${port} user=${username} password=${password}`
  appendFileSync(join(to, 'postgresql.auto.conf'), `primary_conninfo = '${words}'\n`)
  giveToOwnerOf(primary.dataDir, to)
}

function giveToOwnerOf(model: string, directory: string): void {
  const { uid, gid, mode } = statSync(model)
  chmodSync(directory, mode)
  chownSync(directory, uid, gid)
  for (const entry of readdirSync(directory, { recursive: true, encoding: 'utf8' }))
    chownSync(join(directory, entry), uid, gid)
}
