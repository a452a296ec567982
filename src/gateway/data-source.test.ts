import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { commit } from '#store/commit.ts'
import { type Database, openDatabase } from '#store/connection.ts'
import { type MigratedDatabase, openTestDatabase } from '#store/test-database.ts'
import { commitAt } from '#store/test-records.ts'
import { createDataSource } from './data-source.ts'

let one: MigratedDatabase
/** Where nobody listens. */
let gone: Database

beforeAll(async () => {
  one = await openTestDatabase()
  gone = openDatabase({ url: 'postgres://a:b@127.0.0.1:1/x', max: 1, applicationName: 'ipgw test' })
})
afterAll(async () => {
  await gone.end({ timeout: 0 })
  await one.close()
})

function open(primary: Database, replica: Database | null) {
  const log = createLog({ level: 'silent', format: 'json' })
  const clock = { now: () => new Date(), monotonicMs: () => performance.now() }
  return createDataSource({ primary, replica, clock, log, metrics: createMetrics({ processMetrics: false }) })
}

it('reads from the primary where there is no replica, and keeps to the height all the same', async () => {
  const source = open(one.sql, null)
  expect(await source.choose(null)).toMatchObject({ reason: 'no replica', head: { height: null } })
  await expect(source.choose(1)).rejects.toThrow('block 1 was asked for, but the primary has none yet')
  await commit(one.sql, commitAt(1), { chainId: 'test-1', epoch: 0 })
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(await source.choose(1)).toMatchObject({ sql: one.sql, head: { height: 1 } })
})

it('reads from a replica that is late where the primary does not answer', async () => {
  const source = open(gone, one.sql)
  expect(await source.choose(null)).toMatchObject({ sql: one.sql, reason: 'replica' })
  await expect(source.choose(2)).rejects.toMatchObject({
    code: 'STALE',
    message: 'block 2 was asked for, but the primary does not answer and the replica has block 1',
  })
})

it('fails where none answers', async () => {
  await expect(open(gone, null).choose(null)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  await expect(open(gone, gone).choose(1)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
})
