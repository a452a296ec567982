import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '#domain/failure.ts'
import { freePort } from '#platform/free-port.ts'
import { CHAIN_ID } from './seed-leases.ts'

/** A server in a process of its own that answers GraphQL at `url`/graphql. */
export interface ServerProcess {
  readonly url: string
  readonly pid: number
  close(): Promise<void>
}

/** Under load there may be much to say; nobody could read it between the figures. */
const SERVE_LOG = 'dist/bench-serve.log'
const START_LIMIT_MS = 60_000
const STOP_LIMIT_MS = 10_000

interface ServeOptions {
  /** More settings. */
  readonly settings?: Readonly<Record<string, string>>
  /** Milliseconds between two looks at whether it answers. */
  readonly pollMs?: number
  /** What counts as an answer; default: any right one. */
  readonly isAnswering?: (url: string) => Promise<boolean>
}

/** A process for each core, which share the port: how one serves from a whole machine. */
export const WORKERS = { GATEWAY_WORKERS: String(availableParallelism()) }

/** `ipgw serve` on the bench's database; one process where the settings say nothing else. */
export async function startServe(databaseUrl: string, options: ServeOptions = {}): Promise<ServerProcess> {
  const { settings = {}, pollMs = 25, isAnswering = answers } = options
  const port = await freePort()
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    NETWORK: 'custom',
    CHAIN_RPC_URLS: 'http://127.0.0.1:1',
    CHAIN_ID,
    DATABASE_URL: databaseUrl,
    PORT: String(port),
    LOG_LEVEL: 'warn',
    ...settings,
  }
  const log = openSync(SERVE_LOG, 'a')
  const child = spawn(process.execPath, ['bin/ipgw.js', 'serve'], {
    env,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  return whenAnswering(child, { port, pollMs, isAnswering })
}

/** Waits for the first right answer to a GraphQL question that every server has. Ends the process when it gives none. */
export async function whenAnswering(
  child: ChildProcess,
  {
    port,
    pollMs,
    isAnswering = answers,
  }: { port: number; pollMs: number; isAnswering?: (url: string) => Promise<boolean> },
): Promise<ServerProcess> {
  const url = `http://127.0.0.1:${port}`
  const server = { url, pid: child.pid ?? 0, close: () => end(child) }
  for (const limit = performance.now() + START_LIMIT_MS; performance.now() < limit; await sleep(pollMs)) {
    if (child.exitCode !== null) break
    if (await isAnswering(url)) return server
  }
  await server.close()
  throw new Failure(
    'INTERNAL',
    `the server gave no answer within ${START_LIMIT_MS} ms, or ended; see ${SERVE_LOG}`,
  )
}

async function answers(url: string): Promise<boolean> {
  const answer = await postGraphql(url, '{"query":"{ __typename }"}').catch(() => null)
  return answer?.status === 200 && (await answer.text()).includes('"Query"')
}

export const postGraphql = (url: string, body: string) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(10_000),
  })

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  await gone
  clearTimeout(timer)
}
