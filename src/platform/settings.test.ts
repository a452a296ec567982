import { expect, test } from 'vitest'
import { settingDocs } from './setting-table.ts'
import { readSettings } from './settings.ts'

const read = (env: Record<string, string | undefined>, dotenv = '') =>
  readSettings({ env, dotenv, isTerminal: false })

function complaint(env: Record<string, string>): string {
  try {
    read(env)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'BAD_SETTING') return error.message
    throw error
  }
  return 'accepted'
}

test('without anything: the dev network on the embedded database', () => {
  expect(read({})).toEqual({
    network: 'dev',
    chainRpcUrls: [],
    chainId: 'ipgw-dev-1',
    databaseUrl: null,
    databaseReadUrl: null,
    dataDir: './.data',
    host: '127.0.0.1',
    port: 4000,
    introspection: true,
    graphiql: true,
    fastPath: true,
    persistedDocuments: null,
    persistedOnly: false,
    logLevel: 'info',
    logFormat: 'json',
    devnet: { seed: 1, blockMs: 1000, leases: 36, port: 0 },
    indexBatch: 50,
    verifyIntervalSeconds: 600,
    writerExpiryMs: 15_000,
    crashAt: [],
    rpcConcurrency: 12,
    rpcTimeoutMs: 10_000,
    gatewayWorkers: 1,
    traffic: {
      connections: 6,
      cacheBytes: 64 * 1024 * 1024,
      ratePerSecond: 0,
      trustedProxies: 0,
      slowQueryMs: 500,
      statementTimeoutMs: 2000,
    },
    agent: {
      mode: 'drive',
      listen: { host: '0.0.0.0', port: 8080 },
      provider: null,
      manifestNamespace: 'lease',
      agentNamespace: 'ipgw-agent',
      metallbNamespace: 'metallb-system',
      metallbMetrics: null,
      holdAfterCloseMs: 0,
      quarantineMs: 600_000,
      maxHoldsPerOwner: 1,
      vanishGraceMs: 120_000,
      kubeconfig: null,
    },
  })
})

test('what the agent is told', () => {
  const provider = 'akash1rk090a6mq9gvm0h6ljf8kz8mrxglwwxsk4srxh'
  const told = {
    AGENT_MODE: 'observe',
    AGENT_LISTEN: '[::1]:9000',
    PROVIDER: provider,
    HOLD_AFTER_CLOSE: '24h',
    QUARANTINE: '0',
    VANISH_GRACE: '90s',
    METALLB_METRICS_URL: 'https://controller:9120/metrics',
    METALLB_METRICS_TOKEN_FILE: '/token',
    KUBECONFIG: '/a:/b',
  }
  expect(read(told).agent).toMatchObject({
    mode: 'observe',
    listen: { host: '::1', port: 9000 },
    provider,
    holdAfterCloseMs: 86_400_000,
    quarantineMs: 0,
    vanishGraceMs: 90_000,
    metallbMetrics: { url: 'https://controller:9120/metrics', tokenFile: '/token', caFile: null },
    kubeconfig: '/a:/b',
  })
})

test('known networks bring nodes and chain id, which may be replaced', () => {
  expect(read({ NETWORK: 'mainnet' })).toMatchObject({ chainId: 'akashnet-2' })
  expect(read({ NETWORK: 'mainnet' }).chainRpcUrls.length).toBeGreaterThan(2)
  expect(
    read({ NETWORK: 'sandbox', CHAIN_RPC_URLS: ' http://a:1/ ,https://b/rpc/,http://a:1' }),
  ).toMatchObject({
    chainId: 'sandbox-2',
    chainRpcUrls: ['http://a:1', 'https://b/rpc'],
  })
})

test('the environment wins over .env; an empty value is none', () => {
  const dotenv = '# mine\nPORT=5000\nHOST="0.0.0.0"\nLOG_LEVEL=debug\n'
  expect(read({ PORT: '0', HOST: '', OTHER: 'x', LOG_LEVEL: undefined }, dotenv)).toMatchObject({
    port: 0,
    host: '0.0.0.0',
    logLevel: 'debug',
  })
})

test('crash points are a list', () => {
  expect(read({ CRASH_AT: 'commit:after:3,page:before:12' }).crashAt).toEqual([
    { point: 'commit:after', hit: 3 },
    { point: 'page:before', hit: 12 },
  ])
})

test('pretty lines on a terminal only, unless told otherwise', () => {
  expect(readSettings({ env: {}, isTerminal: true }).logFormat).toBe('pretty')
  expect(readSettings({ env: { LOG_FORMAT: 'json' }, isTerminal: true }).logFormat).toBe('json')
})

test.each([
  [{ PORT: '70000' }, 'PORT=70000: must be a whole number from 0 to 65535'],
  [{ PORT: '1e3' }, 'PORT=1e3: must be a whole number from 0 to 65535'],
  [{ NETWORK: 'testnet' }, 'NETWORK=testnet: must be one of dev, mainnet, sandbox, custom'],
  [{ LOG_FORMAT: 'xml' }, 'LOG_FORMAT=xml: must be one of json, pretty'],
  [{ CHAIN_ID: '../x' }, 'CHAIN_ID=../x: must be a chain id: letters, digits, ".", "_" and "-", at most 50'],
  [{ HOST: 'a b' }, 'HOST=a b: must be a host name or an IP address'],
  [{ CRASH_AT: 'lunch:3' }, 'CRASH_AT=lunch:3: must be points with a count each, as in commit:after:3'],
  [{ GATEWAY_CONNECTIONS: '0' }, 'GATEWAY_CONNECTIONS=0: must be a whole number from 1 to 500'],
  [{ TRUSTED_PROXIES: '11' }, 'TRUSTED_PROXIES=11: must be a whole number from 0 to 10'],
  [{ AGENT_LISTEN: '8080' }, 'AGENT_LISTEN=8080: must be an address and a port, such as 0.0.0.0:8080'],
  [{ AGENT_LISTEN: 'h:70000' }, 'AGENT_LISTEN=h:70000: must be an address and a port, such as 0.0.0.0:8080'],
  [{ PROVIDER: 'cosmos1x' }, 'PROVIDER=cosmos1x: must be an account of the Akash Network: akash1…'],
  [
    { AGENT_NAMESPACE: 'A' },
    'AGENT_NAMESPACE=A: must be a namespace: a-z, 0-9 and "-", at most 63 characters',
  ],
  [{ QUARANTINE: '10' }, 'QUARANTINE=10: must be 0, or a number and s, m, h or d such as 30m, at most 366d'],
  [
    { QUARANTINE: '400d' },
    'QUARANTINE=400d: must be 0, or a number and s, m, h or d such as 30m, at most 366d',
  ],
  [{ METALLB_METRICS_URL: 'x' }, 'METALLB_METRICS_URL=x: must be an http or https URL'],
  [{ INDEX_BATCH: '0' }, 'INDEX_BATCH=0: must be a whole number from 1 to 1000'],
  [
    { NETWORK: 'mainnet', CHAIN_RPC_URLS: 'ws://a' },
    'CHAIN_RPC_URLS=ws://a: must be http or https URLs with commas between them',
  ],
  [
    { NETWORK: 'mainnet', CHAIN_RPC_URLS: ',' },
    'CHAIN_RPC_URLS=,: must be http or https URLs with commas between them',
  ],
  [
    { NETWORK: 'custom', CHAIN_ID: 'a' },
    'CHAIN_RPC_URLS is not set: NETWORK=custom needs CHAIN_RPC_URLS and CHAIN_ID',
  ],
  [
    { NETWORK: 'custom', CHAIN_RPC_URLS: 'http://a' },
    'CHAIN_ID is not set: NETWORK=custom needs CHAIN_RPC_URLS and CHAIN_ID',
  ],
  [
    { CHAIN_RPC_URLS: 'http://a' },
    'CHAIN_RPC_URLS=http://a: NETWORK=dev runs its own node; set NETWORK=custom for yours',
  ],
])('%j', (env, message) => {
  expect(complaint(env)).toBe(message)
})

test('several bad settings are one line', () => {
  expect(complaint({ PORT: 'x', LOG_LEVEL: 'loud' })).toBe(
    'PORT=x: must be a whole number from 0 to 65535; LOG_LEVEL=loud: must be one of trace, debug, info, warn, error, fatal, silent',
  )
})

test.each(['mysql://me:s3cret@h/db', 'postgres//me:s3cret@h/db', 'me:s3cret@h', 'postgres://me:s3@cret@'])(
  'a password never gets into the message: %s',
  (url) => {
    const message = complaint({ DATABASE_URL: url })
    expect(message).toContain('must be a URL like postgres://user:password@host:5432/name')
    expect(message).not.toMatch(/s3|cret/)
  },
)

test('every setting is documented', () => {
  expect(settingDocs.find((doc) => doc.name === 'PORT')).toEqual({
    name: 'PORT',
    meaning: 'port on which the gateway listens; 0: any free one',
    fallback: '`4000`',
  })
  expect(settingDocs.every((doc) => doc.meaning !== '' && doc.fallback !== '')).toBe(true)
})
