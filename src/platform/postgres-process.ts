import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import type { Log } from './log.ts'
import { type PostgresPlace, postgresEnvironment } from './postgres-place.ts'
import { clusterName } from './postgres-status.ts'

/**
 * The shell starts Postgres and watches our end of the pipe on descriptor 3: when this process ends, killed
 * outright or not, the pipe closes and Postgres gets SIGINT (fast shutdown). When Postgres ends by itself, the
 * watcher goes too, so that it never signals a process that got the same id later.
 */
const WATCHER = `"$0" "$@" </dev/null 3<&- & p=$!; (read _; kill -INT $p) <&3 & w=$!; wait $p; s=$?; kill $w 2>/dev/null; exit $s`

const LAST_LINES = 20

/** One run of the server. */
export interface PostgresRun {
  /** Resolves when the server is gone, with the last lines that it wrote. */
  readonly exited: Promise<string>
  hasExited(): boolean
  /** Asks for a fast shutdown: transactions under way are rolled back, everything committed is flushed. */
  end(): void
}

export interface PostgresRunOptions {
  readonly port: number
  readonly flags: readonly string[]
  readonly log: Log
}

export function runPostgres(place: PostgresPlace, { port, flags, log }: PostgresRunOptions): PostgresRun {
  const child = spawnServer(place, [
    ...['-D', place.dataDir, '-p', String(port), '-c', `cluster_name=${clusterName(process.pid)}`],
    ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'wal_level=logical'],
    ...flags,
  ])
  const lastLines = readLines(child, log)
  let exited = false
  const gone = new Promise<string>((resolve) => {
    const finish = (line: string) => {
      exited = true
      resolve([...lastLines, line].join('\n'))
    }
    child.once('error', (error) => finish(error.message))
    child.once('exit', (code, signal) => finish(`exit ${code ?? signal}`))
  })
  return { exited: gone, hasExited: () => exited, end: () => endServer(child) }
}

/** `detached`: Ctrl-C on the terminal reaches us only; we end Postgres last. Windows has no shell for the watcher. */
function spawnServer({ binaries, account, dataDir }: PostgresPlace, flags: readonly string[]): ChildProcess {
  const server = join(binaries.native, 'bin', 'postgres')
  const options = { ...account, cwd: dataDir, env: postgresEnvironment(), detached: true }
  return process.platform === 'win32'
    ? spawn(server, flags, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
    : spawn('/bin/sh', ['-c', WATCHER, server, ...flags], {
        ...options,
        stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      })
}

function endServer(child: ChildProcess): void {
  const pipe = child.stdio[3] as Writable | null | undefined
  if (pipe) pipe.destroy()
  else child.kill('SIGINT')
}

/** Its lines go to our log; the last ones are kept to tell why it ended. */
function readLines(child: ChildProcess, log: Log): readonly string[] {
  const last: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter((found) => found !== '')) {
      log.debug({ postgres: line }, 'postgres says')
      last.push(line)
      if (last.length > LAST_LINES) last.shift()
    }
  })
  return last
}
