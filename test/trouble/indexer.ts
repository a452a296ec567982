import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'
import type { EndpointStatus } from '#chain/rpc/endpoint-status.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { createProgress } from '#platform/progress.ts'
import { readSettings } from '#platform/settings.ts'
import { runToShutdown } from '#platform/shutdown.ts'
import { migrate } from '#store/migrate.ts'
import type { CommandContext } from '../../functions/command.ts'
import { openGateway } from '../../functions/compose/gateway.ts'
import { runIndexer } from '../../functions/compose/indexer.ts'
import { openSource } from '../../functions/compose/source.ts'
import { migrationsFolder } from '../../functions/package-root.ts'
import { fastClock } from './fast-clock.ts'

/** What waits, cools down or comes round again does so in a tenth of its time. */
export const SPEED = 10

export interface Status {
  readonly indexedHeight: number | null
  readonly resyncNeeded: boolean
  readonly received: number
  readonly quarantined: number
  readonly endpoints: readonly EndpointStatus[] | null
  readonly stages: readonly { readonly finished: boolean }[]
}

export interface LogLine {
  readonly level: string
  readonly msg: string
  readonly [field: string]: unknown
}

/** Indexer and gateway as `ipgw dev` puts them together, in this process and on a fast clock. */
export interface Indexer {
  /** Null while it runs; then how it ended: an error, or "done". */
  ended(): unknown
  log(): readonly LogLine[]
  status(): Promise<Status>
  graphql(query: string): Promise<{ data?: unknown; errors?: unknown; extensions?: unknown }>
  /** Waits for its own end. Throws what ended it. */
  done: Promise<void>
  /** Ctrl-C, and its end. */
  stop(): Promise<void>
}

export interface IndexerOptions {
  readonly databaseUrl: string
  readonly chainId: string
  readonly urls: readonly string[]
  readonly once?: boolean
  readonly from?: number
  readonly batch?: number
  /** Seconds of the fast clock between comparisons with the chain; default none. */
  readonly verifyEvery?: number
}

export async function startIndexer(options: IndexerOptions): Promise<Indexer> {
  const lines: string[] = []
  const signals = new EventEmitter()
  const log = createLog({ level: 'debug', format: 'json', sink: { write: (line) => lines.push(line) } })
  const shutdown = { source: signals, log, clock: systemClock, exit: () => undefined }
  let ended: unknown = null
  let listening: (url: string) => void = () => undefined
  const listens = new Promise<string>((resolve) => {
    listening = resolve
  })
  const done = runToShutdown(shutdown, (scope) => compose(options, { scope, log }, listening)).then(
    () => {
      ended = 'done'
    },
    (error: unknown) => {
      ended = error
      throw error
    },
  )
  const url = await Promise.race([listens, done.then(() => '')])
  done.catch(() => undefined)
  return {
    ended: () => ended,
    log: () => lines.map((line): LogLine => JSON.parse(line)),
    status: async () => (await (await fetch(`${url}/status`)).json()) as Status,
    graphql: (query) => ask(`${url}/graphql`, query),
    done,
    stop: () => {
      signals.emit('SIGINT', 'SIGINT')
      return done
    },
  }
}

async function compose(
  options: IndexerOptions,
  base: Pick<CommandContext, 'scope' | 'log'>,
  listening: (url: string) => void,
): Promise<void> {
  const context = contextOf(options, base)
  await migrate({ url: options.databaseUrl, folder: migrationsFolder() })
  const place = { url: options.databaseUrl, readUrl: options.databaseUrl }
  const metrics = createMetrics({ processMetrics: false })
  listening((await openGateway(context, place, metrics)).url)
  const { once = false, from = null } = options
  const source = openSource(context, options.urls)
  await runIndexer(context, { place, source, metrics }, { from, until: null, once })
}

async function ask(url: string, query: string) {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return (await answer.json()) as { data?: unknown; errors?: unknown; extensions?: unknown }
}

function contextOf(
  { databaseUrl, chainId, urls, batch = 7, verifyEvery = 0 }: IndexerOptions,
  { scope, log }: Pick<CommandContext, 'scope' | 'log'>,
): CommandContext {
  const clock = fastClock(SPEED)
  const env = {
    NETWORK: 'custom',
    CHAIN_ID: chainId,
    CHAIN_RPC_URLS: urls.join(','),
    DATABASE_URL: databaseUrl,
    INDEX_BATCH: String(batch),
    PORT: '0',
    RPC_TIMEOUT_MS: '1500',
    VERIFY_INTERVAL_SECONDS: String(verifyEvery),
  }
  const settings = readSettings({ env, isTerminal: false })
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const progress = createProgress({ stream: nowhere, clock })
  return {
    options: {},
    operands: {},
    settings,
    env,
    scope,
    log,
    progress,
    clock,
    print: () => undefined,
    drained: async () => undefined,
    complain: () => undefined,
    readInput: async () => '',
    color: false,
  }
}
