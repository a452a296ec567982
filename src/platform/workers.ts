import cluster, { type Worker } from 'node:cluster'
import { Failure } from '#domain/failure.ts'
import { backoffMs, type Random } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import { answerForAllWorkers } from './worker-metrics.ts'

/** A worker that served so long was well: the next end of it counts as the first. */
const STEADY_MS = 60_000
/** A worker lets running answers end (10 s) and closes its connections (5 s); then it is killed. */
const STOP_LIMIT_MS = 17_000

export interface WorkersOptions {
  readonly count: number
  /** The script that each runs, and its arguments. */
  readonly script: string
  readonly args: readonly string[]
  /** Set on top of this process' environment. */
  readonly env: Readonly<Record<string, string>>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

export interface Workers {
  /** Where they listen, as the first said; null: it did not listen on TCP. */
  readonly port: number
  /** Ends them all, gently at first; resolves when none runs. Safe to call twice. */
  close(): Promise<void>
}

/**
 * Runs processes that share the sockets they listen on (node:cluster); whichever ends is replaced, after a pause that
 * grows while it keeps ending. Resolves when each listens. Throws BAD_SETTING where one ends before: it has said why.
 * Workers end with this process, however it ends: they see their channel to it close.
 */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  cluster.setupPrimary({ exec: options.script, args: [...options.args] })
  const stopAnswering = answerForAllWorkers()
  const stop = new AbortController()
  const kept = Array.from({ length: options.count }, (_, index) =>
    keepWorker(index + 1, options, stop.signal),
  )
  const close = async () => {
    stop.abort(new Failure('ABORTED', 'the workers are to end'))
    await Promise.all(kept.map(({ ended }) => ended))
    stopAnswering()
  }
  try {
    const ports = await Promise.all(kept.map(({ listening }) => listening))
    return { port: ports[0] ?? 0, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Kept {
  /** The port of the first process in this place. Rejects where that ends before it listens. */
  readonly listening: Promise<number>
  /** Resolves when the place is given up and its process is gone. */
  readonly ended: Promise<void>
}

function keepWorker(place: number, options: WorkersOptions, signal: AbortSignal): Kept {
  const first = cluster.fork({ ...options.env })
  const listening = new Promise<number>((resolve, reject) => {
    first.once('listening', ({ port }) => resolve(port))
    first.once('exit', (code) =>
      reject(new Failure('BAD_SETTING', `worker ${place} ended with ${code} before it listened`, { code })),
    )
  })
  return { listening, ended: replaceUntil(first, { place, options, signal }) }
}

interface Keeping {
  readonly place: number
  readonly options: WorkersOptions
  readonly signal: AbortSignal
}

async function replaceUntil(first: Worker, { place, options, signal }: Keeping): Promise<void> {
  const { clock, log, random, env } = options
  for (let worker = first, attempt = 1; ; attempt++) {
    const startMs = clock.monotonicMs()
    const code = await exitOf(worker, signal)
    if (signal.aborted) return
    if (clock.monotonicMs() - startMs > STEADY_MS) attempt = 1
    log.error({ worker: place, code }, 'a worker ended; another takes its place')
    await clock.sleep(backoffMs(attempt, {}, random), signal).catch(() => undefined)
    if (signal.aborted) return
    worker = cluster.fork({ ...env })
  }
}

/** The exit code, or the signal that ended it; told to end when `signal` fires. */
function exitOf(worker: Worker, signal: AbortSignal): Promise<number | string> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const end = () => {
      worker.process.kill('SIGTERM')
      timer = setTimeout(() => worker.process.kill('SIGKILL'), STOP_LIMIT_MS)
    }
    worker.once('exit', (code, killedBy) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve(code ?? killedBy)
    })
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}
