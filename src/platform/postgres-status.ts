import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'

/** How a server of ours is called; the process that keeps it alive is in the name. */
export const clusterName = (supervisor: number) => `ipgw-${supervisor}`

/** A server as its data directory shows it. */
export interface PostgresStatus {
  readonly pid: number
  readonly port: number
  /** The last line of postmaster.pid: starting, stopping, ready or standby; "" before the first of them. */
  readonly state: string
  /** Process id of the node process that keeps it alive; null where it was not started by us. */
  readonly supervisor: number | null
}

/**
 * Reads postmaster.pid (line 1 process id, line 4 port, line 8 state; PostgreSQL, miscadmin.h) and
 * postmaster.opts (the command line). Null where no server has been started or it has ended in order.
 */
export function readStatus(dataDir: string): PostgresStatus | null {
  const lines = linesOf(join(dataDir, 'postmaster.pid'))
  const pid = Number.parseInt(lines[0] ?? '', 10)
  if (!Number.isInteger(pid) || pid <= 0) return null
  const name = /cluster_name=ipgw-(\d+)/.exec(linesOf(join(dataDir, 'postmaster.opts')).join(' '))
  return {
    pid,
    port: Number.parseInt(lines[3] ?? '0', 10),
    state: lines[7]?.trim() ?? '',
    supervisor: name?.[1] === undefined ? null : Number.parseInt(name[1], 10),
  }
}

/** The file may go between two looks at it. */
function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** True while a process with this id runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** False only where we are sure: after a crash and a reboot the id may belong to any other program. */
export function mayBePostgres(pid: number): boolean {
  if (!isAlive(pid)) return false
  const comm = `/proc/${pid}/comm`
  const command = existsSync(comm)
    ? readFileSync(comm, 'utf8')
    : spawnSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' }).stdout
  return command === undefined || command === null || command.trim() === '' || command.includes('postgres')
}

/** Whether something listens on the port of this machine. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2000 })
    const answer = (isOpen: boolean) => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', () => answer(true))
    socket.once('error', () => answer(false))
    socket.once('timeout', () => answer(false))
  })
}
