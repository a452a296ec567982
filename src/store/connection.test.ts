import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { isFailure } from '#domain/failure.ts'
import { joinTestCluster } from '#platform/test-postgres.ts'
import type { Database } from './connection.ts'
import { openDatabase } from './connection.ts'
import { onDatabase } from './database-failure.ts'
import type { Gate } from './test-gate.ts'
import { openGate } from './test-gate.ts'
import { inTransaction } from './transaction.ts'

let gate: Gate
let sql: Database

beforeAll(async () => {
  gate = await openGate(joinTestCluster().url)
  sql = openDatabase({ url: gate.url, max: 3, applicationName: 'ipgw test' })
})
afterAll(async () => {
  await sql.end({ timeout: 1 })
  await gate.close()
})

/** Opens three connections; some of those from before may still be ending. */
const warm = () =>
  vi.waitFor(() => Promise.all([sql`select 1`, sql`select 2`, sql`select 3`]), { timeout: 5000, interval: 5 })
const unavailable = (error: unknown) => isFailure(error, 'DATABASE_UNAVAILABLE')

it('survives the loss of all connections again and again, in the middle of transactions too', async () => {
  for (let round = 0; round < 30; round++) {
    await warm()
    const waiting = onDatabase(() =>
      inTransaction(sql, async (tx) => {
        await Promise.all([tx`select pg_sleep(10)`, tx`select ${round}::int`, tx`select 1`])
      }),
    )
    const alone = onDatabase(async () => sql`select pg_sleep(10)`)
    setTimeout(gate.cut, round % 7)
    const outcomes = await Promise.allSettled([waiting, alone])
    for (const one of outcomes) expect(one.status === 'rejected' && unavailable(one.reason)).toBe(true)
  }
}, 60_000)

it('survives queries that are sent while the connections end', async () => {
  for (let round = 0; round < 30; round++) {
    await warm()
    gate.cut()
    const sent = Array.from({ length: 20 }, async (_, n) => {
      for (let turn = 0; turn < n; turn++) await new Promise(setImmediate)
      return onDatabase(async () => sql`select ${n}::int as n`)
    })
    const started = performance.now()
    for (const one of await Promise.allSettled(sent))
      if (one.status === 'rejected') expect(one.reason).toSatisfy(unavailable)
    expect(performance.now() - started).toBeLessThan(5000)
  }
}, 60_000)

it('rolls back when the work throws, and lends the connection out again', async () => {
  for (let round = 0; round < 5; round++)
    await expect(
      inTransaction(sql, async (tx) => {
        await tx`create table never (a int)`
        await tx`select 1 / 0`
      }),
    ).rejects.toThrow('division by zero')
  const [row] = await sql`select to_regclass('never') as never`
  expect(row?.never).toBeNull()
})
