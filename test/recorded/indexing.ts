import { fileURLToPath } from 'node:url'
import type { ChainSource } from '#chain/source.ts'
import { createSource } from '#chain/source.ts'
import { openRecording, type RecordedChain } from '#devnet/recorded.ts'
import type { Interfere } from '#devnet/server.ts'
import { startServer } from '#devnet/server.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import type { RunEvents, RunOptions } from '#projector/run.ts'
import { run } from '#projector/run.ts'
import type { IndexDatabase } from './database.ts'

export const silentLog = createLog({ level: 'silent', format: 'json' })

/** The recording behind a real HTTP server, and a source that reads it. */
export interface RecordedNode {
  readonly chain: RecordedChain
  readonly url: string
  readonly source: ChainSource
  close(): Promise<void>
}

export async function startRecordedNode(scenario: string, interfere?: Interfere): Promise<RecordedNode> {
  const chain = openRecording(fileURLToPath(new URL(`../recordings/${scenario}`, import.meta.url)))
  const server = await startServer({ chain, ...(interfere === undefined ? {} : { interfere }) })
  const source = createSource({
    urls: [server.url],
    chainId: chain.chainId,
    clock: systemClock,
    random: Math.random,
    log: silentLog,
    subscribe: false,
  })
  const close = async () => {
    await source.close()
    await server.close()
  }
  return { chain, url: server.url, source, close }
}

export const quiet: RunEvents = { progress: noop, committed: noop, verified: noop, failed: noop }
function noop(): void {
  // Most tests look at the database instead.
}

export const options = (changes: Partial<RunOptions> = {}): RunOptions => ({
  batch: 50,
  flights: 3,
  from: null,
  until: null,
  once: true,
  verifyEveryMs: 0,
  ...changes,
})

/** Indexes until the goal of the options; every failure is one of the test. */
export async function indexRecording(
  node: RecordedNode,
  database: IndexDatabase,
  changes: Partial<RunOptions> = {},
) {
  const failures: unknown[] = []
  const events: RunEvents = { ...quiet, failed: (failure) => failures.push(failure) }
  const ports = { source: node.source, store: database.store, clock: systemClock }
  await run(ports, options(changes), events, AbortSignal.timeout(60_000))
  return failures
}
