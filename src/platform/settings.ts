import { parseEnv } from 'node:util'
import type { z } from 'zod'
import { Failure } from '#domain/failure.ts'
import { type AgentSettings, agentSettingsOf } from './agent-settings.ts'
import type { LogFormat, LogLevel } from './log.ts'
import { shownValue } from './setting-rule.ts'
import { type Network, settingSchema, settingTexts } from './setting-table.ts'

/** Everything that can be set from outside, checked. */
export interface Settings {
  readonly network: Network
  /** CometBFT RPC base URLs; empty for the dev network, which runs in the process of `ipgw dev`. */
  readonly chainRpcUrls: readonly string[]
  readonly chainId: string
  /** Null: the embedded Postgres in `dataDir`. */
  readonly databaseUrl: string | null
  /** Null: reads go to the same database. */
  readonly databaseReadUrl: string | null
  readonly dataDir: string
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** Whether the gateway answers questions about its schema. */
  readonly introspection: boolean
  /** Whether the gateway serves GraphiQL. */
  readonly graphiql: boolean
  /** Whether Postgres writes answers where it can. */
  readonly fastPath: boolean
  /** Path of a JSON file: sha256 → text; null: no documents are listed. */
  readonly persistedDocuments: string | null
  /** Whether only those are answered. */
  readonly persistedOnly: boolean
  readonly logLevel: LogLevel
  readonly logFormat: LogFormat
  readonly devnet: DevnetSettings
  /** Blocks that one transaction writes at most. */
  readonly indexBatch: number
  /** Seconds between comparisons with chain state; 0: none. */
  readonly verifyIntervalSeconds: number
  /** Milliseconds of silence after which another indexer may take over from this one, or this one from another. */
  readonly writerExpiryMs: number
  /** Tests only: where `ipgw index` kills itself, at the first that comes. Empty: nowhere. */
  readonly crashAt: readonly CrashAt[]
  /** Requests under way at one node at most. */
  readonly rpcConcurrency: number
  readonly rpcTimeoutMs: number
  /** Processes of `ipgw serve` that share its port. */
  readonly gatewayWorkers: number
  readonly traffic: TrafficSettings
  readonly agent: AgentSettings
}

/** How much the gateway takes on. */
export interface TrafficSettings {
  /** Requests that the database answers at the same time. */
  readonly connections: number
  /** For finished answers; 0: none is kept. */
  readonly cacheBytes: number
  /** Requests a second of one client; 0: no limit. */
  readonly ratePerSecond: number
  /** Proxies in front that write X-Forwarded-For; 0: the socket names the client. */
  readonly trustedProxies: number
  /** From which a request is logged with its plan; 0: none is. */
  readonly slowQueryMs: number
  /** The server ends a reader's statement after this. */
  readonly statementTimeoutMs: number
}

export interface CrashAt {
  readonly point: string
  /** How often the point is reached in all, the last time deadly. From 1. */
  readonly hit: number
}

export interface DevnetSettings {
  readonly seed: number
  readonly blockMs: number
  /** Leases alive at the start. */
  readonly leases: number
  /** 0: any free port. */
  readonly port: number
}

interface NetworkDefault {
  readonly chainId: string
  readonly urls: readonly string[]
}

/** Public nodes: github.com/akash-network/net, mainnet/meta.json, and the sandbox's own. */
const networkDefaults: Readonly<Record<Exclude<Network, 'custom'>, NetworkDefault>> = {
  dev: { chainId: 'ipgw-dev-1', urls: [] },
  mainnet: {
    chainId: 'akashnet-2',
    urls: [
      'https://rpc.akashnet.net:443',
      'https://rpc.akt.dev/rpc',
      'https://akash-rpc.polkachu.com',
      'https://akash-rpc.publicnode.com',
      'https://akash-rpc.europlots.com',
    ],
  },
  sandbox: { chainId: 'sandbox-2', urls: ['https://rpc.sandbox-2.aksh.pw'] },
}

type Environment = Readonly<Record<string, string | undefined>>
type Values = z.infer<typeof settingSchema>

export interface SettingSources {
  readonly env: Environment
  /** Text of a .env file; the environment wins over it. Absent: none. */
  readonly dotenv?: string
  /** Whether a person looks at the log. */
  readonly isTerminal: boolean
}

/**
 * Reads the settings; an empty value counts as absent. Throws BAD_SETTING whose message is one line that
 * names every bad setting, its value (secrets left out) and the rule it breaks.
 */
export function readSettings({ env, dotenv = '', isTerminal }: SettingSources): Settings {
  const texts = collect({ ...parseEnv(dotenv), ...withoutEmpty(env) })
  const read = settingSchema.safeParse(texts)
  if (!read.success) throw refusal(read.error.issues, texts)
  return { ...chainOf(read.data), ...settingsOf(read.data, isTerminal) }
}

function withoutEmpty(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  )
}

/** Our settings only, with their defaults. */
function collect(env: Environment): Record<string, string> {
  const texts = Object.entries(settingTexts).map(
    ([name, { fallback }]) => [name, env[name] || fallback] as const,
  )
  return Object.fromEntries(texts.filter((entry): entry is readonly [string, string] => entry[1] !== null))
}

/** One complaint for each setting: its first. */
function refusal(issues: readonly z.core.$ZodIssue[], texts: Environment): Failure {
  const complaints = new Map<string, string>()
  for (const { path, message } of issues) {
    const name = String(path[0])
    if (!complaints.has(name)) complaints.set(name, `${name}=${shownValue(texts[name] ?? '')}: ${message}`)
  }
  return new Failure('BAD_SETTING', [...complaints.values()].join('; '), {
    names: [...complaints.keys()].join(),
  })
}

function chainOf(values: Values): Pick<Settings, 'network' | 'chainRpcUrls' | 'chainId'> {
  const { NETWORK: network, CHAIN_RPC_URLS: urls, CHAIN_ID: chainId } = values
  if (network === 'custom') {
    if (urls && chainId) return { network, chainRpcUrls: urls, chainId }
    const missing = urls ? 'CHAIN_ID' : 'CHAIN_RPC_URLS'
    throw new Failure(
      'BAD_SETTING',
      `${missing} is not set: NETWORK=custom needs CHAIN_RPC_URLS and CHAIN_ID`,
    )
  }
  if (network === 'dev' && urls)
    throw new Failure(
      'BAD_SETTING',
      `CHAIN_RPC_URLS=${shownValue(urls.join())}: NETWORK=dev runs its own node; set NETWORK=custom for yours`,
    )
  const usual = networkDefaults[network]
  return { network, chainRpcUrls: urls ?? usual.urls, chainId: chainId ?? usual.chainId }
}

function settingsOf(
  values: Values,
  isTerminal: boolean,
): Omit<Settings, 'network' | 'chainRpcUrls' | 'chainId'> {
  return {
    databaseUrl: values.DATABASE_URL ?? null,
    databaseReadUrl: values.DATABASE_READ_URL ?? null,
    dataDir: values.DATA_DIR,
    host: values.HOST,
    port: values.PORT,
    introspection: values.INTROSPECTION,
    graphiql: values.GRAPHIQL,
    fastPath: values.FAST_PATH,
    ...persistedOf(values),
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT ?? (isTerminal ? 'pretty' : 'json'),
    devnet: devnetOf(values),
    indexBatch: values.INDEX_BATCH,
    verifyIntervalSeconds: values.VERIFY_INTERVAL_SECONDS,
    writerExpiryMs: values.WRITER_EXPIRY_MS,
    crashAt: values.CRASH_AT ?? [],
    rpcConcurrency: values.RPC_CONCURRENCY,
    rpcTimeoutMs: values.RPC_TIMEOUT_MS,
    gatewayWorkers: values.GATEWAY_WORKERS,
    traffic: trafficOf(values),
    agent: agentSettingsOf(values),
  }
}

function persistedOf(values: Values): Pick<Settings, 'persistedDocuments' | 'persistedOnly'> {
  const persistedDocuments = values.PERSISTED_DOCUMENTS ?? null
  if (values.PERSISTED_ONLY && persistedDocuments === null)
    throw new Failure(
      'BAD_SETTING',
      'PERSISTED_DOCUMENTS is not set: PERSISTED_ONLY=on needs the file of the documents that are answered',
    )
  return { persistedDocuments, persistedOnly: values.PERSISTED_ONLY }
}

const trafficOf = (values: Values): TrafficSettings => ({
  connections: values.GATEWAY_CONNECTIONS,
  cacheBytes: values.RESPONSE_CACHE_MB * 1024 * 1024,
  ratePerSecond: values.RATE_LIMIT,
  trustedProxies: values.TRUSTED_PROXIES,
  slowQueryMs: values.SLOW_QUERY_MS,
  statementTimeoutMs: values.STATEMENT_TIMEOUT_MS,
})

const devnetOf = (values: Values): DevnetSettings => ({
  seed: values.DEVNET_SEED,
  blockMs: values.DEVNET_BLOCK_MS,
  leases: values.DEVNET_LEASES,
  port: values.DEVNET_PORT,
})
