import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change, ChangeKind } from '#domain/change.ts'
import { commit } from '../commit.ts'
import { openFeedWakeUp } from '../feed-wake-up.ts'
import { type MigratedDatabase, openTestDatabase } from '../test-database.ts'
import { commitAt, hashAt, owner, provider } from '../test-records.ts'
import { feedStart, placeOf, readFeedPage } from './feed-page.ts'

const identity = { chainId: 'feed-1', epoch: 0 }
const key = `${owner}/7/1/1/${provider}/0`
const change = (kind: ChangeKind, height: number): Change => ({
  kind,
  subject: kind === 'PROVIDER_CREATED' ? provider : key,
  height,
  before: null,
  after: null,
})
let database: MigratedDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const append = (height: number, ...kinds: ChangeKind[]) =>
  commit(
    database.sql,
    commitAt(height, {
      changes: kinds.map((kind) => change(kind, height)),
      blocks: [{ height, hash: hashAt(height), time: new Date(height * 1000) }],
    }),
    identity,
  )
const page = (after: Parameters<typeof readFeedPage>[1]['after'], limit = 10, filter = {}) =>
  readFeedPage(database.sql, { after, limit, filter })
const kindsOf = ({ entries }: Awaited<ReturnType<typeof page>>) => entries.map((entry) => entry.change.kind)

test('an empty feed has no end, and starts at its beginning', async () => {
  expect(await page(null)).toEqual({ entries: [], end: null, isContinued: true })
  expect(await feedStart(database.sql, {}, 0)).toBeNull()
  expect(await feedStart(database.sql, {}, 5)).toBeNull()
})

test('pages go on one behind the other; what a filter leaves out is passed over', async () => {
  await append(1, 'PROVIDER_CREATED', 'LEASE_CREATED')
  await append(2, 'LEASE_CLOSED', 'BID_CLOSED')
  const first = await page(null, 3)
  expect(kindsOf(first)).toEqual(['PROVIDER_CREATED', 'LEASE_CREATED', 'LEASE_CLOSED'])
  expect(first.end).toMatchObject({ position: 3, kind: 'LEASE_CLOSED', subject: key, height: 2 })
  const second = await page(first.end, 3)
  expect(kindsOf(second)).toEqual(['BID_CLOSED'])
  const filtered = await page(null, 3, { kinds: ['LEASE_CREATED'] })
  expect(kindsOf(filtered)).toEqual(['LEASE_CREATED'])
  expect(filtered.end).toEqual(second.end)
  expect(await page(second.end, 3)).toEqual({ entries: [], end: second.end, isContinued: true })
})

test('filters', async () => {
  expect(kindsOf(await page(null, 10, { owner }))).toEqual(['LEASE_CREATED', 'LEASE_CLOSED', 'BID_CLOSED'])
  expect(kindsOf(await page(null, 10, { provider }))).toHaveLength(4)
  expect(kindsOf(await page(null, 10, { kinds: [] }))).toEqual([])
  expect(kindsOf(await page(null, 10, { owner, kinds: ['BID_CLOSED'] }))).toEqual(['BID_CLOSED'])
})

test('the newest so many of what the filter lets through', async () => {
  expect((await feedStart(database.sql, {}, 0))?.position).toBe(4)
  expect((await feedStart(database.sql, {}, 1))?.position).toBe(3)
  expect((await feedStart(database.sql, { kinds: ['LEASE_CREATED'] }, 1))?.position).toBe(1)
  expect(await feedStart(database.sql, {}, 4)).toBeNull()
  expect((await feedStart(database.sql, { kinds: ['PROVIDER_UPDATED'] }, 3))?.position).toBe(4)
})

test('a change that is not there: before the first of its height', async () => {
  expect(await placeOf(database.sql, change('LEASE_CREATED', 1))).toMatchObject({ position: 2 })
  expect(await placeOf(database.sql, change('LEASE_CREATED', 2))).toMatchObject({ position: 2 })
  expect(await placeOf(database.sql, change('LEASE_CREATED', 9))).toMatchObject({ position: 4 })
  const gone = { position: 4, kind: 'BID_CREATED', subject: key, height: 2 }
  expect(await page(gone)).toEqual({ entries: [], end: gone, isContinued: false })
})

test('of what is of its height or later, the first in the feed counts: corrections come late', async () => {
  await append(3, 'LEASE_CREATED')
  const late = commitAt(4, { changes: [change('BID_CREATED', 2)] })
  await commit(database.sql, late, identity)
  const seen = { kind: 'ORDER_CREATED', subject: `${owner}/7/1/1`, height: 3 }
  expect(await placeOf(database.sql, seen)).toMatchObject({ position: 4 })
  expect(await placeOf(database.sql, { ...seen, height: 2 })).toMatchObject({ position: 2 })
})

test('a commit rings before the time is over; what rang while nobody waited is not lost', async () => {
  const wakeUp = openFeedWakeUp({
    url: database.url,
    applicationName: 'ipgw test',
    onFailure: () => undefined,
  })
  const never = new AbortController().signal
  const hour = 3_600_000
  await wakeUp.wait(hour, never)
  const waiting = wakeUp.wait(hour, never)
  await append(5, 'LEASE_CREATED')
  await waiting
  await append(6, 'LEASE_CLOSED')
  await wakeUp.wait(hour, never)
  await wakeUp.wait(1, never)
  const stop = new AbortController()
  const stopped = wakeUp.wait(hour, stop.signal)
  stop.abort()
  await stopped
  await wakeUp.close()
})
