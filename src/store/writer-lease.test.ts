import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { isFailure } from '#domain/failure.ts'
import { systemClock as clock } from '#platform/clock.ts'
import { createStore } from './store.ts'
import type { MigratedDatabase } from './test-database.ts'
import { openTestDatabase } from './test-database.ts'
import { commitAt } from './test-records.ts'
import type { WriterLease } from './writer-lease.ts'
import { acquireWriter } from './writer-lease.ts'

let database: MigratedDatabase
let leases: WriterLease[] = []

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await Promise.all(leases.map((lease) => lease.release()))
  leases = []
})

const never = new AbortController().signal

async function acquire(
  holder: string,
  options: { expiryMs?: number; signal?: AbortSignal; onWait?: (holder: string) => void } = {},
): Promise<WriterLease> {
  const lease = await acquireWriter({ url: database.url, holder, clock, signal: never, ...options })
  leases.push(lease)
  return lease
}

const writerBackend = async () =>
  (await database.sql`select backend_pid from writer`)[0]?.backend_pid as number
const fenced = (error: unknown) => isFailure(error, 'FENCED')

it('lets a second indexer wait until the first is done', async () => {
  const first = await acquire('first')
  const waitsFor: string[] = []
  const second = acquire('second', { onWait: (holder) => waitsFor.push(holder) })
  await expect.poll(() => waitsFor).toEqual(['first'])
  expect(await Promise.race([second.then(() => 'writes'), sleep(700, 'waits')])).toBe('waits')
  await first.renew({})
  await first.release()
  expect((await second).epoch).toBe(first.epoch + 1)
})

it('takes over at once when the connection of the holder is gone, as after SIGKILL', async () => {
  const first = await acquire('first')
  await database.sql`select pg_terminate_backend(${await writerBackend()})`
  const second = await acquire('second', { signal: AbortSignal.timeout(5000) })
  expect(second.epoch).toBe(first.epoch + 1)
})

it('takes over from one that is frozen, whose next renewal and next commit are refused', async () => {
  const frozen = await acquire('frozen')
  const store = createStore({ sql: database.sql, chainId: 'test-1', epoch: frozen.epoch })
  await store.commit(commitAt(1))
  const second = await acquire('second', { expiryMs: 300 })
  await expect(store.commit(commitAt(2))).rejects.toSatisfy(fenced)
  await expect(frozen.renew({})).rejects.toSatisfy(fenced)
  await createStore({ sql: database.sql, chainId: 'test-1', epoch: second.epoch }).commit(commitAt(2))
})

it('stays the writer when only its connection was replaced', async () => {
  const lease = await acquire('first')
  const before = await writerBackend()
  await database.sql`select pg_terminate_backend(${before})`
  await expect
    .poll(() =>
      lease.renew({ phase: 'live' }).then(
        () => 'renewed',
        () => 'not yet',
      ),
    )
    .toBe('renewed')
  expect(await writerBackend()).not.toBe(before)
  const [row] = await database.sql`select holder, status from writer`
  expect(row).toEqual({ holder: 'first', status: { phase: 'live' } })
})

it('gives the right to one of many that ask at once', async () => {
  const stop = new AbortController()
  const asked = Array.from({ length: 8 }, (_, n) => acquire(`indexer ${n}`, { signal: stop.signal }))
  const first = await Promise.race(asked)
  await sleep(300)
  stop.abort()
  const outcomes = await Promise.allSettled(asked)
  expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(refused.every((error) => isFailure(error, 'ABORTED'))).toBe(true)
  const [row] = await database.sql`select epoch from cursor`
  expect(row?.epoch).toBe(first.epoch)
})

it('is not undone by the late release of one that was fenced off', async () => {
  const first = await acquire('first')
  const second = await acquire('second', { expiryMs: 0 })
  await first.release()
  await second.renew({})
})
