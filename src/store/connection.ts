import postgres from 'postgres'

/** A pool of connections: postgres.js, without drizzle, which would rewrite its date and JSON codecs. */
export type Database = postgres.Sql<{ bigint: number }>
/** A pool, or the connection of one transaction. */
export type Queryable = postgres.ISql<{ bigint: number }>

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
 * Transactions: only by `inTransaction`.
 *
 * When a connection ends, what comes next gets a new pool. postgres.js 3.4.9 cannot use a connection again
 * that ended while something was about to be written to it: `closed` leaves `nextWriteTimer` set, and every
 * later attempt in that place waits for its time-out without having sent a byte.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const pools = new Set<Database>()
  let current = openPool()
  let isEnded = false

  function openPool(): Database {
    const pool: Database = connectionPool(options, () => {
      if (pool === current && !isEnded) current = openPool()
    })
    pools.add(pool)
    return pool
  }
  const end: Database['end'] = async (how) => {
    isEnded = true
    await Promise.all([...pools].map((pool) => pool.end(how)))
  }
  return new Proxy(current, {
    apply: (_first, self, args) => Reflect.apply(current, self, args),
    get: (_first, name) => (name === 'end' ? end : Reflect.get(current, name)),
  })
}

function connectionPool(options: DatabaseOptions, onclose: () => void): Database {
  const { url, max, applicationName, statementTimeoutMs = 60_000, maxLifetimeSeconds } = options
  return postgres(url, {
    max,
    connect_timeout: 10,
    keep_alive: 15,
    ...(maxLifetimeSeconds === undefined ? {} : { max_lifetime: maxLifetimeSeconds }),
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    connection: {
      application_name: applicationName,
      ...(statementTimeoutMs === null ? {} : { statement_timeout: statementTimeoutMs }),
    },
    onclose,
    // "relation already exists, skipping" and the like: nobody acts on them.
    onnotice: () => undefined,
  })
}
