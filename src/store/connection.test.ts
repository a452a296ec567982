import net from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { isFailure } from '#domain/failure.ts'
import { joinTestCluster } from '#platform/test-postgres.ts'
import type { Database } from './connection.ts'
import { openDatabase } from './connection.ts'
import { onDatabase } from './database-failure.ts'
import { inTransaction } from './transaction.ts'

const server = new URL(joinTestCluster().url)
const sockets = new Set<net.Socket>()
let gate: net.Server
let sql: Database

/** Between us and Postgres, so that connections can be cut without a farewell, as by SIGKILL or a cable. */
beforeAll(async () => {
  gate = net.createServer((ours) => {
    const theirs = net.connect(Number(server.port), server.hostname)
    for (const [from, to] of [
      [ours, theirs],
      [theirs, ours],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy()).on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise<void>((done) => gate.listen(0, '127.0.0.1', done))
  const url = new URL(server)
  url.port = String((gate.address() as net.AddressInfo).port)
  sql = openDatabase({ url: url.href, max: 3, applicationName: 'ipgw test' })
})
afterAll(async () => {
  await sql.end({ timeout: 1 })
  for (const socket of sockets) socket.destroy()
  await new Promise((done) => gate.close(done))
})

const cut = () => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
}
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
    setTimeout(cut, round % 7)
    const outcomes = await Promise.allSettled([waiting, alone])
    for (const one of outcomes) expect(one.status === 'rejected' && unavailable(one.reason)).toBe(true)
  }
}, 60_000)

it('survives queries that are sent while the connections end', async () => {
  for (let round = 0; round < 30; round++) {
    await warm()
    cut()
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
