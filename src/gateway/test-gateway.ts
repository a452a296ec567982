import postgres from 'postgres'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import type { Database } from '#store/connection.ts'
import { type MigratedDatabase, openTestDatabase } from '#store/test-database.ts'
import { createGateway, type Gateway, type GatewayOptions } from './create-gateway.ts'

export const CHAIN_ID = 'test-1'

/** What a GraphQL answer looks like; tests look into `data` as they please. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: a test names the fields that it asked for
  readonly data?: any
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: Readonly<Record<string, unknown>>
  }[]
  readonly extensions: { readonly indexedHeight: string | null; readonly lagSeconds: number | null }
}

export interface TestGateway extends Gateway {
  readonly database: MigratedDatabase
  /** The text of every statement that the gateway sent. */
  readonly statements: string[]
  /** What was logged, one JSON text a line. */
  readonly lines: readonly string[]
  /** Sends a query as POST. */
  ask(query: string, variables?: object): Promise<Answer>
  end(): Promise<void>
}

/** A gateway without pages, limits per client and a list of documents. */
export const plainOptions = {
  pagesFolder: null,
  introspection: true,
  persisted: { listed: new Map(), only: false },
  replica: null,
  // Tests write behind the indexer's back, which no data version tells.
  traffic: { connections: 4, cacheBytes: 0, ratePerSecond: 0, trustedProxies: 0, slowQueryMs: 0 },
  fastPath: true,
  random: Math.random,
} as const satisfies Partial<GatewayOptions>

/** What a test may want to be otherwise. */
export type TestOptions = Partial<Pick<GatewayOptions, 'clock' | keyof typeof plainOptions>>

/** A gateway on a fresh database of the test run's Postgres, asked without a socket. */
export async function openTestGateway(options: TestOptions = {}): Promise<TestGateway> {
  const database = await openTestDatabase()
  const gateway = await openGatewayOn(database, options)
  const end = async () => {
    await gateway.end()
    await database.close()
  }
  return { ...gateway, end }
}

/** Runs with a gateway on the same database whose resolvers answer everything, which shows how many statements they take. */
export async function withoutFastPath(
  { database }: TestGateway,
  run: (resolving: TestGateway) => Promise<void>,
): Promise<void> {
  const resolving = await openGatewayOn(database, { fastPath: false })
  await run(resolving).finally(resolving.end)
}

/** How many statements the gateway sends meanwhile. The one for the head does not count: requests may share it. */
export async function countStatements(
  { statements }: TestGateway,
  ask: () => Promise<void>,
): Promise<number> {
  const before = statements.length
  await ask()
  return statements.slice(before).filter((text) => !text.includes('as idle_seconds')).length
}

async function openGatewayOn(database: MigratedDatabase, options: TestOptions): Promise<TestGateway> {
  const lines: string[] = []
  const sink = { write: (line: string) => lines.push(line) }
  let ids = 0
  const statements: string[] = []
  const sql: Database = postgres(database.url, {
    max: 4,
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    debug: (_connection, text) => statements.push(text),
  })
  const gateway = await createGateway({
    sql,
    chainId: CHAIN_ID,
    version: '0.0.0',
    clock: systemClock,
    makeId: () => `error-${++ids}`,
    log: createLog({ level: 'info', format: 'json', sink }),
    metrics: createMetrics({ processMetrics: false }),
    ...plainOptions,
    ...options,
  })
  const ask = async (query: string, variables: object = {}) => {
    const response = await gateway.app.request('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as Answer
  }
  const end = async () => {
    await gateway.close()
    await sql.end({ timeout: 1 })
  }
  return { ...gateway, database, statements, lines, ask, end }
}
