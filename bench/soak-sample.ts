import { readdirSync, readFileSync } from 'node:fs'
import type { Database } from '#store/connection.ts'
import type { ServerProcess } from './serve-process.ts'

/** What a server holds at one moment. */
export interface Sample {
  readonly residentMb: number
  readonly heapMb: number
  /** Open files and sockets of the process. */
  readonly handles: number
  /** Its connections to Postgres. */
  readonly connections: number
  /** Memory of the backends of those connections that nobody shares: plans and prepared statements live there. */
  readonly backendMb: number
}

export async function takeSample(server: ServerProcess, sql: Database): Promise<Sample> {
  const backends = await sql<{ pid: number }[]>`
    select pid from pg_stat_activity where starts_with(application_name, 'ipgw') and datname = current_database()`
  const metrics = await (await fetch(`${server.url}/metrics`, { signal: AbortSignal.timeout(10_000) })).text()
  return {
    residentMb: statusMb(server.pid, 'VmRSS'),
    heapMb: Number(/^nodejs_heap_size_used_bytes\S* (\S+)/m.exec(metrics)?.[1]) / 1024 ** 2,
    handles: readdirSync(`/proc/${server.pid}/fd`).length,
    connections: backends.length,
    backendMb: backends.reduce((sum, { pid }) => sum + statusMb(pid, 'RssAnon'), 0),
  }
}

/** A process that is gone holds nothing. */
function statusMb(pid: number, line: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(new RegExp(`${line}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return 0
    throw error
  }
}
