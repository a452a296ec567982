import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '#domain/failure.ts'

export interface OpenLoopOptions {
  readonly url: string
  readonly bodies: readonly string[]
  /** Requests a second, whether or not answers come. */
  readonly rate: number
  readonly seconds: number
}

/** What became of the requests. Times count from when a request was due, not from when a connection was free for it. */
export interface OpenLoad {
  readonly sent: number
  /** Due while every connection waited for an answer. */
  readonly unsent: number
  /** Status 200. */
  readonly admitted: number
  readonly admittedP50Ms: number
  readonly admittedP99Ms: number
  /** Status 429 or 503. */
  readonly refused: number
  readonly refusedP99Ms: number
  readonly withoutRetryAfter: number
  /** Any other status. */
  readonly others: number
  /** The connection broke, or nothing came until ten seconds after the end. */
  readonly unanswered: number
}

const GRACE_MS = 30_000

/** Sends from a process of its own, so that measuring does not wait for the bench. */
export function runOpenLoop({ url, bodies, rate, seconds }: OpenLoopOptions): Promise<OpenLoad> {
  const directory = mkdtempSync(join(tmpdir(), 'ipgw-open-loop-'))
  const file = join(directory, 'bodies.json')
  writeFileSync(file, JSON.stringify(bodies))
  const entry = fileURLToPath(new URL('./sender.js', import.meta.url))
  const child = fork(entry, [JSON.stringify({ port: Number(new URL(url).port), file, rate, seconds })], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000 + GRACE_MS)
  return new Promise<OpenLoad>((resolve, reject) => {
    child.once('message', (seen) => resolve(seen as OpenLoad))
    child.once('exit', (code) => reject(new Failure('INTERNAL', `the sender ended with ${code}`)))
  }).finally(() => {
    clearTimeout(timer)
    rmSync(directory, { recursive: true, force: true })
  })
}
