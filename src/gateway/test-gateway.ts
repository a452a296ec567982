import postgres from 'postgres'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import type { Database } from '#store/connection.ts'
import { type MigratedDatabase, openTestDatabase } from '#store/test-database.ts'
import { createGateway, type Gateway } from './create-gateway.ts'

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

/** A gateway on a fresh database of the test run's Postgres, asked without a socket. */
export async function openTestGateway(clock = systemClock): Promise<TestGateway> {
  const database = await openTestDatabase()
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
    clock,
    makeId: () => `error-${++ids}`,
    log: createLog({ level: 'info', format: 'json', sink }),
    metrics: createMetrics({ processMetrics: false }),
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
    await database.close()
  }
  return { ...gateway, database, statements, lines, ask, end }
}
