import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '#domain/failure.ts'
import { freePort } from './free-port.ts'
import type { Log } from './log.ts'
import { findPostgresBinaries } from './postgres-binaries.ts'
import { choosePlace, ensureCluster, type PostgresPlace, readPassword } from './postgres-place.ts'
import { type PostgresRun, runPostgres } from './postgres-process.ts'
import { accepts, isAlive, mayBePostgres, type PostgresStatus, readStatus } from './postgres-status.ts'

/** Crash recovery of a large database may take this long; a start usually takes 0.1 s. */
const START_LIMIT_MS = 120_000
const STOP_LIMIT_MS = 30_000
/** After this long a server without a supervisor has missed its end and is told again. */
const ORPHAN_PATIENCE_MS = 2000
const POLL_MS = 10
const MAX_ATTEMPTS = 5
/** Between a server's death and the next try; doubled each time, as the reason may be a full disk. */
const RESTART_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
/** A server that lived so long died of something else than the one before it. */
const STEADY_MS = 10_000

export interface PostgresOptions {
  /** Directory of the cluster; made where it does not exist. */
  readonly dataDir: string
  /** TCP port on 127.0.0.1. Absent: a free one. */
  readonly port?: number
  /** More arguments for the server, as `-c name=value` pairs. */
  readonly flags?: readonly string[]
  readonly log: Log
}

export interface EmbeddedPostgres {
  /** With user and password; for 127.0.0.1 only. */
  readonly url: string
  readonly port: number
  /** Where the data lies: not always where it was wanted (see choosePlace). */
  readonly dataDir: string
  /** True when a server that was already running is used; whoever started it stops it. */
  readonly isReused: boolean
  /** Fast shutdown, at most 30 s, then an immediate one. Safe to call twice. */
  stop(): Promise<void>
}

/**
 * Starts the embedded Postgres, or joins the one that already runs on this data. It ends when this process
 * does, however that ends; it is started again on the same port when it dies alone.
 * Throws DATABASE_UNAVAILABLE with its last words when it cannot.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const place = choosePlace(options.dataDir, findPostgresBinaries())
  ensureCluster(place)
  for (let attempt = 1; ; attempt++) {
    const live = await settled(place)
    if (live) return describe(place, live.port, null)
    const port = options.port ?? (await freePort())
    const run = runPostgres(place, { port, flags: options.flags ?? [], log: options.log })
    if (await becomesReady(place, run, port))
      return describe(place, port, keepRunning(place, run, { ...options, port }))
    const words = await run.exited
    if (attempt === MAX_ATTEMPTS || !isTaken(words, options.port))
      throw unavailable(`Postgres did not start: ${words}`)
  }
}

/** Another process took the data or the free port between our look and our start: look again. */
const isTaken = (words: string, fixedPort: number | undefined) =>
  /lock file "postmaster.pid" (already exists|is empty)/.test(words) ||
  (fixedPort === undefined && words.includes('could not bind'))

function describe(place: PostgresPlace, port: number, stop: (() => Promise<void>) | null): EmbeddedPostgres {
  const url = `postgres://postgres:${readPassword(place.dataDir)}@127.0.0.1:${port}/postgres`
  const isReused = stop === null
  return { url, port, dataDir: place.dataDir, isReused, stop: stop ?? (() => Promise.resolve()) }
}

/** Waits until it is clear: a live server that may be used, or null and the data is free. */
async function settled(place: PostgresPlace): Promise<PostgresStatus | null> {
  const limit = Date.now() + START_LIMIT_MS
  const orphanedAt = Date.now() + ORPHAN_PATIENCE_MS
  for (let told = false; Date.now() < limit; await sleep(POLL_MS)) {
    const status = readStatus(place.dataDir)
    if (status === null) return null
    if (!mayBePostgres(status.pid)) {
      // Left by a crash; Postgres itself would refuse to start while any process has that id.
      rmSync(join(place.dataDir, 'postmaster.pid'), { force: true })
      return null
    }
    const isKept = status.supervisor === null || isAlive(status.supervisor)
    if (isKept && status.state === 'ready' && (await accepts(status.port))) return status
    if (!isKept && !told && Date.now() > orphanedAt) told = process.kill(status.pid, 'SIGINT')
  }
  throw unavailable(`a Postgres on ${place.dataDir} neither becomes ready nor ends`)
}

async function becomesReady(place: PostgresPlace, run: PostgresRun, port: number): Promise<boolean> {
  for (const limit = Date.now() + START_LIMIT_MS; Date.now() < limit; await sleep(POLL_MS)) {
    if (run.hasExited()) return false
    const status = readStatus(place.dataDir)
    if (status?.supervisor === process.pid && status.port === port && status.state === 'ready') return true
  }
  run.end()
  return false
}

/** How long to wait before a server that lived so long is started again; `beforeMs`: the pause before it, 0 for the first. */
export const restartPauseMs = (beforeMs: number, livedMs: number) =>
  beforeMs === 0 || livedMs > STEADY_MS ? RESTART_PAUSE_MS : Math.min(beforeMs * 2, LONGEST_PAUSE_MS)

/** Starts the server again when it dies alone, until the returned function is called. */
function keepRunning(place: PostgresPlace, first: PostgresRun, options: PostgresOptions & { port: number }) {
  const { log, port, flags = [] } = options
  const stopping = new AbortController()
  let run = first
  const watch = async () => {
    for (let pauseMs = 0; ; ) {
      const startMs = performance.now()
      const words = await run.exited
      if (stopping.signal.aborted) return
      log.error({ postgres: words, port }, 'Postgres ended by itself; starting it again')
      pauseMs = restartPauseMs(pauseMs, performance.now() - startMs)
      await sleepUnless(stopping.signal, pauseMs)
      if (stopping.signal.aborted) return
      run = runPostgres(place, { port, flags, log })
    }
  }
  const watching = watch()
  return async () => {
    stopping.abort()
    run.end()
    await Promise.race([run.exited, quitLater(place, run)])
    await watching
  }
}

async function sleepUnless(signal: AbortSignal, pauseMs: number): Promise<void> {
  await sleep(pauseMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

/** SIGQUIT: Postgres leaves at once and recovers from its log at the next start. */
async function quitLater(place: PostgresPlace, run: PostgresRun): Promise<void> {
  await sleep(STOP_LIMIT_MS, undefined, { ref: false })
  const status = readStatus(place.dataDir)
  if (!run.hasExited() && status && isAlive(status.pid)) process.kill(status.pid, 'SIGQUIT')
}

function unavailable(message: string): Failure {
  return new Failure('DATABASE_UNAVAILABLE', message)
}
