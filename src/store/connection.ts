import postgres from 'postgres'

/** A pool of connections: postgres.js, without drizzle, which would rewrite its date and JSON codecs. */
export type Database = postgres.Sql<{ bigint: number }>
/** A pool, or one transaction on it. */
export type Queryable = Database | postgres.TransactionSql<{ bigint: number }>
export type Transaction = postgres.TransactionSql<{ bigint: number }>

export interface DatabaseOptions {
  readonly url: string
  /** The most connections open at a time. */
  readonly max: number
  /** How pg_stat_activity names them. */
  readonly applicationName: string
  /** The server ends a statement after this. Null sends no such limit: poolers in front of Postgres may refuse it. Default: 60 s. */
  readonly statementTimeoutMs?: number | null
  /** A connection is replaced after this. Null: never. Default: 30 to 60 minutes, by chance. */
  readonly maxLifetimeSeconds?: number | null
}

/**
 * Opens a pool; connections are made when they are needed and end with `database.end()`. int8 comes back
 * as number: everything that the schema holds in one is a count below 2^53. numeric comes back as text.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, max, applicationName, statementTimeoutMs = 60_000 } = options
  return postgres(url, {
    max,
    connect_timeout: 10,
    keep_alive: 15,
    ...(options.maxLifetimeSeconds === undefined ? {} : { max_lifetime: options.maxLifetimeSeconds }),
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    connection: {
      application_name: applicationName,
      ...(statementTimeoutMs === null ? {} : { statement_timeout: statementTimeoutMs }),
    },
    // "relation already exists, skipping" and the like: nobody acts on them.
    onnotice: () => undefined,
  })
}
