import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isFailure } from '#domain/failure.ts'
import type { TestCluster } from '#platform/test-postgres.ts'
import { joinTestCluster } from '#platform/test-postgres.ts'
import { openDatabase } from './connection.ts'
import { dumpSchema } from './dump-schema.ts'
import { MIGRATION_LOCK, migrate } from './migrate.ts'
import { migrationsFolder as folder } from './test-database.ts'

let cluster: TestCluster
beforeAll(() => {
  cluster = joinTestCluster()
})
afterAll(() => cluster.close())

async function inDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const database = await cluster.createDatabase()
  try {
    return await work(database.url)
  } finally {
    await database.drop()
  }
}

async function schemaOf(url: string): Promise<string> {
  const sql = openDatabase({ url, max: 1, applicationName: 'ipgw test' })
  try {
    return await dumpSchema(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

it('migrates once when ten processes start cold at the same time', async () => {
  await inDatabase(async (url) => {
    await Promise.all(Array.from({ length: 10 }, () => migrate({ url, folder })))
    const sql = openDatabase({ url, max: 1, applicationName: 'ipgw test' })
    const [row] = await sql`select (select count(*) from drizzle.__drizzle_migrations) as migrations,
      (select count(*) from cursor) as cursors, (select count(*) from writer) as writers`
    await sql.end({ timeout: 1 })
    expect(row).toEqual({
      migrations: (await readdir(folder)).filter((f) => /^\d{4}_/.test(f)).length,
      cursors: 1,
      writers: 1,
    })
  })
})

it('does not wait for ever for one that is frozen while it migrates', async () => {
  await inDatabase(async (url) => {
    const frozen = openDatabase({ url, max: 1, applicationName: 'ipgw test' })
    await frozen`select pg_advisory_lock(${MIGRATION_LOCK})`
    const waiting = migrate({ url, folder, lockLimitMs: 200 })
    await expect(waiting).rejects.toSatisfy((error) => isFailure(error, 'DATABASE_UNAVAILABLE'))
    await frozen.end({ timeout: 1 })
    await migrate({ url, folder })
  })
})

it('gives the schema that is written down in drizzle/schema.sql', async () => {
  const schema = await inDatabase(async (url) => {
    await migrate({ url, folder })
    return schemaOf(url)
  })
  await expect(schema).toMatchFileSnapshot(join(folder, 'schema.sql'))
})

it('has a migration for everything in src/store/schema', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const copy = await mkdtemp(join(tmpdir(), 'ipgw-drizzle-'))
  try {
    await cp(folder, copy, { recursive: true })
    // drizzle-kit puts "./" in front of the folder, and ends with 0 when it cannot read it.
    const out = relative(root, copy)
    const kit = join(root, 'node_modules/drizzle-kit/bin.cjs')
    const args = [
      kit,
      'generate',
      '--dialect',
      'postgresql',
      '--schema',
      './src/store/schema/*.ts',
      '--out',
      out,
    ]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root })
    expect(stdout).toContain('No schema changes')
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
})

it('says that a database is not there in words, and does not hang', async () => {
  const url = new URL(cluster.url)
  url.pathname = '/nowhere'
  await expect(migrate({ url: url.href, folder })).rejects.toThrow('database "nowhere" does not exist')
})
