import { z } from 'zod'
import { logFormats, logLevels } from './log.ts'
import {
  accountAddress,
  chainId,
  crashPoints,
  databaseUrl,
  duration,
  hostName,
  httpUrl,
  httpUrls,
  listenAddress,
  namespaceName,
  oneOf,
  onOrOff,
  plainText,
  wholeNumber,
} from './setting-rule.ts'

export const networks = ['dev', 'mainnet', 'sandbox', 'custom'] as const
export type Network = (typeof networks)[number]

const agentModes = ['drive', 'observe'] as const

/** How the text of each setting is read. */
export const settingSchema = z.object({
  NETWORK: oneOf(networks),
  CHAIN_RPC_URLS: httpUrls.optional(),
  CHAIN_ID: chainId.optional(),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_READ_URL: databaseUrl.optional(),
  DATA_DIR: plainText,
  HOST: hostName,
  PORT: wholeNumber(0, 65_535),
  LOG_LEVEL: oneOf(logLevels),
  LOG_FORMAT: oneOf(logFormats).optional(),
  INTROSPECTION: onOrOff,
  GRAPHIQL: onOrOff,
  FAST_PATH: onOrOff,
  PERSISTED_DOCUMENTS: plainText.optional(),
  PERSISTED_ONLY: onOrOff,
  INDEX_BATCH: wholeNumber(1, 1000),
  VERIFY_INTERVAL_SECONDS: wholeNumber(0, 604_800),
  WRITER_EXPIRY_MS: wholeNumber(1000, 600_000),
  RPC_CONCURRENCY: wholeNumber(1, 256),
  RPC_TIMEOUT_MS: wholeNumber(100, 600_000),
  DEVNET_SEED: wholeNumber(0, 4_294_967_295),
  DEVNET_BLOCK_MS: wholeNumber(10, 60_000),
  DEVNET_LEASES: wholeNumber(0, 1_000_000),
  DEVNET_PORT: wholeNumber(0, 65_535),
  GATEWAY_WORKERS: wholeNumber(1, 64),
  GATEWAY_CONNECTIONS: wholeNumber(1, 500),
  RESPONSE_CACHE_MB: wholeNumber(0, 65_536),
  RATE_LIMIT: wholeNumber(0, 1_000_000),
  TRUSTED_PROXIES: wholeNumber(0, 10),
  STATEMENT_TIMEOUT_MS: wholeNumber(100, 60_000),
  SLOW_QUERY_MS: wholeNumber(0, 600_000),
  CRASH_AT: crashPoints.optional(),
  AGENT_MODE: oneOf(agentModes),
  AGENT_LISTEN: listenAddress,
  PROVIDER: accountAddress.optional(),
  MANIFEST_NAMESPACE: namespaceName,
  AGENT_NAMESPACE: namespaceName,
  METALLB_NAMESPACE: namespaceName,
  METALLB_METRICS_URL: httpUrl.optional(),
  METALLB_METRICS_TOKEN_FILE: plainText.optional(),
  METALLB_METRICS_CA_FILE: plainText.optional(),
  HOLD_AFTER_CLOSE: duration,
  QUARANTINE: duration,
  MAX_HOLDS_PER_OWNER: wholeNumber(0, 10_000),
  VANISH_GRACE: duration,
  KUBECONFIG: plainText.optional(),
})

export type SettingName = keyof typeof settingSchema.shape

interface SettingText {
  readonly meaning: string
  /** Used where the setting is absent; null: absent stays absent. */
  readonly fallback: string | null
  /** What absence means, in words. */
  readonly absent?: string
}

export const settingTexts: Readonly<Record<SettingName, SettingText>> = {
  NETWORK: {
    meaning: '`dev` (a chain in this process), `mainnet`, `sandbox`, or `custom`',
    fallback: 'dev',
  },
  CHAIN_RPC_URLS: {
    meaning: 'CometBFT RPC base URLs with commas between them',
    fallback: null,
    absent: 'of the network',
  },
  CHAIN_ID: {
    meaning: 'a node or a database of another chain is refused',
    fallback: null,
    absent: 'of the network',
  },
  DATABASE_URL: { meaning: 'Postgres 15 or newer', fallback: null, absent: 'an embedded one in `DATA_DIR`' },
  DATABASE_READ_URL: { meaning: 'a replica for reads', fallback: null, absent: '`DATABASE_URL`' },
  DATA_DIR: { meaning: 'directory of the embedded database and of caches', fallback: './.data' },
  HOST: { meaning: 'address on which the gateway listens', fallback: '127.0.0.1' },
  PORT: { meaning: 'port on which the gateway listens; 0: any free one', fallback: '4000' },
  LOG_LEVEL: { meaning: `lowest level that is logged: ${logLevels.join(', ')}`, fallback: 'info' },
  LOG_FORMAT: {
    meaning: '`json` or `pretty`',
    fallback: null,
    absent: '`pretty` on a terminal, else `json`',
  },
  INTROSPECTION: { meaning: '`off`: the gateway does not answer questions about its schema', fallback: 'on' },
  FAST_PATH: {
    meaning: '`off`: all is answered by graphql-js, several times slower; to compare the two',
    fallback: 'on',
  },
  GRAPHIQL: { meaning: '`off`: the gateway serves no GraphiQL', fallback: 'on' },
  PERSISTED_DOCUMENTS: {
    meaning: 'JSON file of documents that clients name by hash: sha256 → text',
    fallback: null,
    absent: 'none',
  },
  PERSISTED_ONLY: { meaning: '`on`: no other documents than those are answered', fallback: 'off' },
  INDEX_BATCH: { meaning: 'blocks that one transaction writes at most', fallback: '50' },
  VERIFY_INTERVAL_SECONDS: {
    meaning: 'seconds between comparisons with chain state; 0: none',
    fallback: '600',
  },
  WRITER_EXPIRY_MS: {
    meaning: 'milliseconds of silence after which another indexer may take over',
    fallback: '15000',
  },
  RPC_CONCURRENCY: { meaning: 'requests under way at one node at most', fallback: '12' },
  RPC_TIMEOUT_MS: { meaning: 'milliseconds for one request to a node', fallback: '10000' },
  DEVNET_SEED: { meaning: 'dev network: the same seed gives the same market', fallback: '1' },
  DEVNET_BLOCK_MS: { meaning: 'dev network: milliseconds between blocks', fallback: '1000' },
  DEVNET_LEASES: { meaning: 'dev network: leases alive at the start', fallback: '36' },
  DEVNET_PORT: { meaning: 'dev network: port of its RPC; 0: any free one', fallback: '0' },
  GATEWAY_WORKERS: {
    meaning: 'processes of `ipgw serve` that share its port; as many as the machine has cores is fastest',
    fallback: '1',
  },
  GATEWAY_CONNECTIONS: {
    meaning:
      'requests of the gateway that the database answers at the same time; best 2 to 4 for each of its cores',
    fallback: '6',
  },
  RESPONSE_CACHE_MB: { meaning: 'megabytes for finished answers; 0: none is kept', fallback: '64' },
  RATE_LIMIT: { meaning: 'requests a second of one client; 0: no limit', fallback: '0' },
  TRUSTED_PROXIES: {
    meaning: 'proxies in front of the gateway that write X-Forwarded-For; 0: the socket names the client',
    fallback: '0',
  },
  STATEMENT_TIMEOUT_MS: {
    meaning: 'milliseconds after which the database gives up on one reading statement',
    fallback: '2000',
  },
  SLOW_QUERY_MS: {
    meaning: 'milliseconds from which a request is logged with its plan; 0: none is',
    fallback: '500',
  },
  CRASH_AT: {
    meaning:
      'for tests: kills `ipgw index` or `ipgw agent` the n-th time that it gets to a point: `commit:after:3,page:after:1`',
    fallback: null,
    absent: 'never',
  },
  AGENT_MODE: {
    meaning: '`drive`: the agent leases addresses; `observe`: it looks and reports, and writes nothing',
    fallback: 'drive',
  },
  AGENT_LISTEN: { meaning: 'address and port on which the agent listens', fallback: '0.0.0.0:8080' },
  PROVIDER: {
    meaning: 'account of the provider whose cluster this is; `ipgw agent` needs it',
    fallback: null,
    absent: 'not set',
  },
  MANIFEST_NAMESPACE: {
    meaning: 'namespace of the ProviderLeasedIPs, as in `--k8s-manifest-ns` of the provider',
    fallback: 'lease',
  },
  AGENT_NAMESPACE: { meaning: 'namespace of the anchors and overrides', fallback: 'ipgw-agent' },
  METALLB_NAMESPACE: { meaning: 'namespace of MetalLB and its pools', fallback: 'metallb-system' },
  METALLB_METRICS_URL: {
    meaning:
      "metrics of MetalLB's controller; for versions before 0.15, whose pools do not count themselves: `http://controller.metallb-system.svc:7472/metrics`",
    fallback: null,
    absent: 'not read',
  },
  METALLB_METRICS_TOKEN_FILE: {
    meaning:
      'file of a bearer token for them, which MetalLB 0.16 wants; best of a ServiceAccount that can do no more',
    fallback: null,
    absent: 'none',
  },
  METALLB_METRICS_CA_FILE: {
    meaning: 'PEM file of who signed their certificate',
    fallback: null,
    absent: 'not checked: MetalLB signs its own',
  },
  HOLD_AFTER_CLOSE: {
    meaning: 'how long the owner keeps the address after the last lease has ended: `90s`, `30m`, `24h`, `7d`',
    fallback: '0s',
  },
  QUARANTINE: {
    meaning: 'how long nobody else gets it after that',
    fallback: '10m',
  },
  MAX_HOLDS_PER_OWNER: { meaning: 'addresses that one owner may hold by overrides', fallback: '1' },
  VANISH_GRACE: {
    meaning: 'how long a port whose wish is gone stays open while its lease is active on chain',
    fallback: '2m',
  },
  KUBECONFIG: {
    meaning: 'files that say how the cluster is reached',
    fallback: null,
    absent: "the pod's ServiceAccount, else `~/.kube/config`",
  },
}

/** A setting as --help and the README show it. */
export interface SettingDoc {
  readonly name: string
  readonly meaning: string
  readonly fallback: string
}

export const settingDocs: readonly SettingDoc[] = Object.entries(settingTexts).map(([name, text]) => ({
  name,
  meaning: text.meaning,
  fallback: text.fallback === null ? (text.absent ?? '') : `\`${text.fallback}\``,
}))
