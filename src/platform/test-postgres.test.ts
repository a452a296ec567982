import postgres from 'postgres'
import { afterAll, expect, test } from 'vitest'
import { createTestCluster, joinTestCluster } from './test-postgres.ts'

const cluster = joinTestCluster()
afterAll(cluster.close)

async function run(url: string, text: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.end({ timeout: 1 })
  }
}

test('databases are copies of a template, and apart from each other', async () => {
  const template = await cluster.createDatabase()
  await run(template.url, 'create table t as select 7 as n')
  const [a, b] = await Promise.all([
    cluster.createDatabase(template.name),
    cluster.createDatabase(template.name),
  ])
  await run(a.url, 'delete from t')
  expect(await run(b.url, 'select n from t')).toEqual([{ n: 7 }])
  await Promise.all([a.drop(), b.drop(), template.drop()])
})

test('a database is dropped under open connections', async () => {
  const database = await cluster.createDatabase()
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  await sql`select 1`
  await database.drop()
  await expect(sql`select 1`).rejects.toMatchObject({
    code: expect.stringMatching(/57P01|CONNECTION_CLOSED|3D000/),
  })
  await sql.end({ timeout: 1 })
})

test('outside of a test run it says what is missing', () => {
  expect(() => joinTestCluster('')).toThrow(/TEST_POSTGRES_URL is not set/)
})

test('a cluster of its own goes with its directory', async () => {
  const own = await createTestCluster()
  const database = await own.createDatabase()
  expect(await run(database.url, 'show fsync')).toEqual([{ fsync: 'off' }])
  await own.close()
  await expect(run(database.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
