import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '#platform/clock.ts'
import { joinTestCluster } from '#platform/test-postgres.ts'
import { type Database, openDatabase } from './connection.ts'
import { createPreparedBudget } from './prepared-budget.ts'

describe('which statements are prepared', () => {
  const clock = { ms: 0, monotonicMs: () => clock.ms }
  const open = (texts: number) => createPreparedBudget({ clock, texts, generationMs: 1000 })

  it('those that come again', () => {
    const budget = open(10)
    expect(['a', 'b', 'a', 'a', 'b'].map(budget.shouldPrepare)).toEqual([false, false, true, true, true])
  })

  it('no more than the budget, until the next generation, and then the most used stay', () => {
    const budget = open(4)
    const prepared = (letters: string) => [...letters].filter(budget.shouldPrepare).join('')
    expect(prepared('abcdabcd')).toBe('abcd')
    expect(prepared('xxxyyy')).toBe('')
    expect(prepared('ccdd')).toBe('ccdd')
    clock.ms += 999
    expect(prepared('x')).toBe('')
    clock.ms += 1
    expect(prepared('cdxxa')).toBe('cdxxa')
    expect(prepared('bbb')).toBe('')
  })

  it('not those whose first use is long forgotten', () => {
    const budget = open(10)
    budget.shouldPrepare('a')
    for (let n = 0; n < 1000; n++) budget.shouldPrepare(`n${n}`)
    expect(budget.shouldPrepare('a')).toBe(false)
    expect(budget.shouldPrepare('n999')).toBe(true)
  })
})

describe('the server', () => {
  let sql: Database
  beforeAll(() => {
    sql = openDatabase({ url: joinTestCluster().url, max: 2, applicationName: 'ipgw test' })
  })
  afterAll(() => sql.end({ timeout: 1 }))

  it('keeps a bounded number of statements, however many shapes come', async () => {
    const budget = createPreparedBudget({ clock: systemClock })
    const ask = (text: string) => sql.unsafe(text, [1], { prepare: budget.shouldPrepare(text) })
    const hot = 'select $1::int as hot'
    await ask(hot)
    for (let shape = 0; shape < 5000; shape += 50) {
      const texts = Array.from({ length: 50 }, (_, n) => `select $1::int as shape_${shape + n}`)
      await Promise.all([...texts, ...texts, hot].map(ask))
    }
    const connections = await Promise.all([sql.reserve(), sql.reserve()])
    for (const connection of connections) {
      const [row] = await connection.unsafe(
        `select count(*)::int as count, count(*) filter (where statement = $1)::int as hot from pg_prepared_statements`,
        [hot],
      )
      expect(row?.count).toBeGreaterThan(100)
      expect(row?.count).toBeLessThanOrEqual(300 + 5)
      expect(row?.hot).toBe(1)
      connection.release()
    }
  })
})

it('forgets with its connections, which end of old age without harm to anybody', async () => {
  const { url } = joinTestCluster()
  const sql = openDatabase({ url, max: 3, applicationName: 'ipgw test', maxLifetimeSeconds: 1 })
  const pids = new Set<number>()
  const work = async () => {
    for (const untilMs = performance.now() + 3500; performance.now() < untilMs; await sleep(1)) {
      const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid, pg_sleep(0.02)::text`
      pids.add(row?.pid ?? 0)
    }
  }
  await Promise.all(Array.from({ length: 8 }, work))
  await sql.end({ timeout: 1 })
  expect(pids.size).toBeGreaterThan(5)
})
