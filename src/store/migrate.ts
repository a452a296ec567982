import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { onDatabase } from './database-failure.ts'

/** Any number that nothing else in the database locks: "ipgw" in ASCII. */
export const MIGRATION_LOCK = 0x69_70_67_77
/** Another process that migrates is done long before, unless it is frozen. */
const LOCK_LIMIT_MS = 60_000

export interface MigrateOptions {
  readonly url: string
  readonly folder: string
  /** Milliseconds to wait for others, the schema's readers among them. Default: 60,000. */
  readonly lockLimitMs?: number
}

/**
 * Brings the database up to the migrations in `folder`; does nothing where it is already there. Any number
 * of processes may do this at once: drizzle takes no lock of its own, so one is held around it, on the one
 * connection that also migrates. Throws DATABASE_UNAVAILABLE, INTERNAL; a failed migration leaves nothing behind.
 */
export async function migrate({ url, folder, lockLimitMs = LOCK_LIMIT_MS }: MigrateOptions): Promise<void> {
  const client = postgres(url, {
    max: 1,
    connect_timeout: 10,
    connection: { application_name: 'ipgw migrate', lock_timeout: lockLimitMs },
    onnotice: () => undefined,
  })
  try {
    await onDatabase(async () => {
      await client`select pg_advisory_lock(${MIGRATION_LOCK})`
      await runMigrations(drizzle(client), { migrationsFolder: folder })
    })
  } finally {
    // Ending the session gives the lock back.
    await client.end({ timeout: 5 })
  }
}
