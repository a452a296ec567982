import postgres from 'postgres'

type Pool = postgres.Sql<{ bigint: number }>

/** A pool, or the connection of one transaction. */
export type Queryable = postgres.ISql<{ bigint: number }>
/**
 * A pool of connections: postgres.js, without drizzle, which would rewrite its date and JSON codecs.
 * Without `begin` (see inTransaction) and `listen`, which would end with the pool that it was called on.
 */
export type Database = Queryable & Pick<Pool, 'reserve' | 'end'>

const RETIRE_SECONDS = 3

export interface DatabaseOptions {
  readonly url: string
  /** The most connections open at a time. */
  readonly max: number
  /** How pg_stat_activity names them. */
  readonly applicationName: string
  /** The server ends a statement after this. Null sends no such limit: poolers in front of Postgres may refuse it. Default: 60 s. */
  readonly statementTimeoutMs?: number | null
  /**
   * The server ends a connection whose transaction waits for us so long: a frozen process must not hold its
   * locks against the one that takes over. Null as above. Default: 15 s.
   */
  readonly idleTransactionMs?: number | null
  /**
   * A connection ends when it is so old, and with it what the server keeps for it (see PreparedBudget). Statements
   * that run then get 3 s to end. Null, the default: never, for a writer's would look like its death.
   */
  readonly maxLifetimeSeconds?: number | null
  /** False: no statement is compiled. Default: as the server says. */
  readonly jit?: boolean
}

/**
 * Opens a pool; connections are made when they are needed and end with `database.end()`. int8 comes back
 * as number: everything that the schema holds in one is a count below 2^53. numeric comes back as text.
 *
 * When a connection ends, what comes next gets a new pool. postgres.js 3.4.9 cannot use a connection again
 * that ended while something was about to be written to it: `closed` leaves `nextWriteTimer` set, and every
 * later attempt in that place waits for its time-out without having sent a byte.
 */
export function openDatabase(options: DatabaseOptions): Database {
  const pools = new Set<Pool>()
  let isEnded = false
  let current = openPool()

  function openPool(): Pool {
    const pool: Pool = connectionPool(options, () => {
      if (pool !== current || isEnded) return
      current = openPool()
      retire(pool)
    })
    pools.add(pool)
    return pool
  }
  /** Gives what is under way on its other connections a little time: mostly they are lost as well. */
  function retire(pool: Pool): void {
    const forget = () => pools.delete(pool)
    pool.end({ timeout: RETIRE_SECONDS }).then(forget, forget)
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

function connectionPool(options: DatabaseOptions, onclose: () => void): Pool {
  const { url, max, applicationName, statementTimeoutMs = 60_000, idleTransactionMs = 15_000 } = options
  const { maxLifetimeSeconds = null } = options
  return postgres(url, {
    max,
    connect_timeout: 10,
    keep_alive: 15,
    max_lifetime: maxLifetimeSeconds,
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    connection: {
      application_name: applicationName,
      ...(statementTimeoutMs === null ? {} : { statement_timeout: statementTimeoutMs }),
      ...(options.jit === false ? { jit: 'off' } : {}),
      ...(idleTransactionMs === null ? {} : { idle_in_transaction_session_timeout: idleTransactionMs }),
    },
    onclose,
    // "relation already exists, skipping" and the like: nobody acts on them.
    onnotice: () => undefined,
  })
}
