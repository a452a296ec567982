import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Change } from '#domain/change.ts'
import { isFailure } from '#domain/failure.ts'
import { refOf } from '#domain/record.ts'
import { appendChanges } from './append-changes.ts'
import { openDatabase } from './connection.ts'
import { feedHead, readFeed } from './feed.ts'
import { createStore } from './store.ts'
import type { MigratedDatabase } from './test-database.ts'
import { openTestDatabase } from './test-database.ts'
import { commitAt, everything, lease, seenAt } from './test-records.ts'
import { inTransaction } from './transaction.ts'

let database: MigratedDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const change = (height: number): Change => ({
  kind: 'LEASE_CREATED',
  subject: refOf(lease).key,
  height,
  before: null,
  after: null,
})

it('gives positions in commit order: a reader never finds a smaller one later', async () => {
  const seen: number[] = []
  let done = false
  const reader = (async () => {
    while (!done)
      for (const entry of await readFeed(database.sql, seen.at(-1) ?? 0, 1000)) seen.push(entry.position)
  })()
  const committers = [0, 1, 2].map(async (who) => {
    for (let n = 0; n < 40; n++)
      await inTransaction(database.sql, async (tx) => {
        await appendChanges(tx, [change(who * 1000 + n * 2), change(who * 1000 + n * 2 + 1)])
        if (n % 10 === who) await sleep(5)
      })
  })
  await Promise.all(committers)
  await expect.poll(() => seen.length).toBe(240)
  done = true
  await reader
  expect(seen).toEqual(Array.from({ length: 240 }, (_, n) => n + 1))
})

it('leaves nothing behind when its backend dies before the commit', async () => {
  const before = await feedHead(database.sql)
  const own = openDatabase({ url: database.url, max: 1, applicationName: 'victim' })
  const store = createStore({ sql: own, chainId: 'test-1', epoch: 0 })
  const blocker = await database.sql.reserve()
  // Holds the feed's lock, so that the commit stops after it has written all rows.
  await blocker`begin`
  await blocker`select pg_advisory_xact_lock(${0x66_65_65_64})`
  const dying = store
    .commit(commitAt(1, { records: seenAt(1, everything), changes: [change(999_999)] }))
    .then(
      () => null,
      (error: unknown) => error,
    )
  const victim = async () =>
    (
      await database.sql`select pid from pg_stat_activity
      where application_name = 'victim' and wait_event = 'advisory'`
    )[0]?.pid
  await expect.poll(victim).toBeDefined()
  await database.sql`select pg_terminate_backend(${await victim()})`
  expect(isFailure(await dying, 'DATABASE_UNAVAILABLE')).toBe(true)
  await blocker`rollback`
  blocker.release()
  expect(await store.cursor()).toBeNull()
  expect(await store.load(everything.map(refOf))).toEqual([])
  expect(await feedHead(database.sql)).toBe(before)
  await store.commit(commitAt(1, { records: seenAt(1, everything) }))
  await own.end({ timeout: 1 })
})

it('lets one of two commits on the same cursor through', async () => {
  const store = createStore({ sql: database.sql, chainId: 'test-1', epoch: 0 })
  const commits = [1, 2, 3, 4].map((n) => store.commit(commitAt(2, { changes: [change(50_000 + n)] })))
  const outcomes = await Promise.allSettled(commits)
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(refused.every((error) => isFailure(error, 'CURSOR_MOVED'))).toBe(true)
})

it('grows by less than 100 bytes for each block without news', async () => {
  const store = createStore({ sql: database.sql, chainId: 'test-1', epoch: 0 })
  const size = async () =>
    (
      await database.sql`select sum(pg_total_relation_size(oid)) as bytes from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace`
    )[0]?.bytes
  const before = Number(await size())
  // A snapshot held elsewhere for a second costs some pages once; they are used again.
  const blocks = 10_000
  for (let height = 3; height < 3 + blocks; height++) await store.commit(commitAt(height))
  const growth = (Number(await size()) - before) / blocks
  expect(growth).toBeLessThan(100)
}, 60_000)
