import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { startPostgres } from '#platform/embedded-postgres.ts'
import { type Database, openDatabase } from '#store/connection.ts'
import { migrate } from '#store/migrate.ts'
import { silentLog } from './index-bed.ts'
import { type MarketSize, seedLeases } from './seed-leases.ts'

/** As one would run it for 1 GB of data on a small machine; nothing here needs to outlive a power cut. */
const FLAGS = [
  'shared_buffers=1GB',
  'effective_cache_size=4GB',
  'max_wal_size=4GB',
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=200',
].flatMap((setting) => ['-c', setting])

export const fullMarket: MarketSize = { leases: 500_000, owners: 20_000, providers: 300 }
export const smokeMarket: MarketSize = { leases: 4_000, owners: 400, providers: 40 }

/** A Postgres with a market in it, and an indexer that finds an empty block every few seconds. */
export interface ReadBed {
  readonly url: string
  readonly sql: Database
  readonly size: MarketSize
  close(): Promise<void>
}

/** Seeds once for each size, schema and seed, and keeps the data below dist/: seeding takes a minute. */
async function openReadBed(isSmoke: boolean): Promise<ReadBed> {
  const size = isSmoke ? smokeMarket : fullMarket
  const dataDir = resolve('dist/bench-data')
  mkdirSync('dist', { recursive: true })
  const server = await startPostgres({ dataDir, flags: FLAGS, log: silentLog })
  const url = await keptMarket(server.url, size)
  const sql = openDatabase({ url, max: 2, applicationName: 'bench' })
  const stopBlocks = await produceBlocks(sql)
  const close = async () => {
    await stopBlocks()
    await sql.end({ timeout: 2 })
    await server.stop()
  }
  return { url, sql, size, close }
}

/** Runs on a bed; what was deferred is closed afterwards, the last first, and the bed at the end. */
export async function withReadBed<T>(
  isSmoke: boolean,
  run: (bed: ReadBed, defer: (close: () => Promise<void>) => void) => Promise<T>,
): Promise<T> {
  const bed = await openReadBed(isSmoke)
  const closers = [() => bed.close()]
  try {
    return await run(bed, (close) => closers.unshift(close))
  } finally {
    for (const close of closers) await close()
  }
}

/** The URL of the database for this size, schema and seed; it gets its name when it is whole. Others of this size are dropped. */
async function keptMarket(serverUrl: string, size: MarketSize): Promise<string> {
  const prefix = `market_${size.leases}_`
  const name = `${prefix}${contentHash()}`
  const sql = openDatabase({ url: serverUrl, max: 1, applicationName: 'bench' })
  try {
    const kept = await sql<{ name: string }[]>`
      select datname as name from pg_database where starts_with(datname, ${prefix})`
    for (const other of kept.filter((one) => one.name !== name)) await sql`drop database ${sql(other.name)}`
    if (!kept.some((one) => one.name === name)) await seedNew(sql, serverUrl, { name, size })
    return withDatabase(serverUrl, name)
  } finally {
    await sql.end({ timeout: 2 })
  }
}

async function seedNew(sql: Database, serverUrl: string, { name, size }: { name: string; size: MarketSize }) {
  const startMs = performance.now()
  const growing = `${name}_new`
  const url = withDatabase(serverUrl, growing)
  await sql`create database ${sql(growing)}`
  await migrate({ url, folder: 'drizzle' })
  await seedLeases(url, size)
  await sql`alter database ${sql(growing)} rename to ${sql(name)}`
  console.log(`seeded ${size.leases} leases in ${Math.round((performance.now() - startMs) / 1000)} s`)
}

/** Of everything that the data is made from. */
function contentHash(): string {
  const hash = createHash('sha256')
  for (const file of [...migrations(), 'bench/seed-leases.ts']) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 12)
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

const migrations = () =>
  readdirSync('drizzle')
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => `drizzle/${name}`)

/** What the indexer does with a block without news: the cursor moves and readers are told. Every six seconds, as the chain. */
async function produceBlocks(sql: Database): Promise<() => Promise<void>> {
  const move = async () => {
    await sql`
      update cursor set height = height + 1, latest_height = height + 1, time = now(), updated_at = now()
      where id = 1 returning pg_notify('ipgw_block', height::text)`
  }
  await move()
  let last: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    last = move()
    last.catch((error: unknown) => console.error(error))
  }, 6_000)
  return async () => {
    clearInterval(timer)
    await last
  }
}
