import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { isAlive, readStatus } from '#platform/postgres-status.ts'
import type { TestDatabase } from '#platform/test-postgres.ts'
import { type EndState, expectSameEnd, undisturbedEnd } from './end-state.ts'
import type { IndexerProcess } from './indexer-process.ts'
import { type Interference, startProxy } from './postgres-proxy.ts'
import { END, openWorld, START, type World } from './world.ts'

let world: World
let undisturbed: EndState
let database: TestDatabase
let directory = ''
beforeAll(async () => {
  world = await openWorld()
  undisturbed = await undisturbedEnd(world)
})
afterAll(() => world.close())
beforeEach(async () => {
  database = await world.createDatabase()
  directory = mkdtempSync(join(tmpdir(), 'ipgw-stop-'))
  return () => rmSync(directory, { recursive: true, force: true })
})

const INTERRUPTED = { code: 130, signal: null }

/** A process that stopped in order left nothing but what it indexed. */
async function expectNothingLeft(): Promise<void> {
  const sql = postgres(database.url, { max: 1, onnotice: () => undefined })
  const names = await sql`select application_name from pg_stat_activity
    where datname = current_database() and application_name like 'ipgw %'`
  const [writer] = await sql`select holder, backend_pid from writer`
  await sql.end({ timeout: 1 })
  expect([...names]).toEqual([])
  expect(writer).toEqual({ holder: null, backend_pid: null })
  expect(readdirSync(directory)).toEqual([])
}

function expectNoTrouble(run: IndexerProcess): void {
  expect(run.text()).not.toMatch(/"level":"(error|fatal)"/)
  expect(run.text()).not.toMatch(/^ +at /m)
}

async function goesOn(): Promise<void> {
  const next = world.start(database.url)
  world.hold(END)
  expect(await next.ended, next.text()).toEqual({ code: 0, signal: null })
  await expectSameEnd(world, database.url, undisturbed)
}

it.each([
  ['SIGTERM', 'bootstrap', START],
  ['SIGINT', 'bootstrap', START],
  ['SIGTERM', 'tail', 200],
  ['SIGINT', 'tail', 200],
] as const)(
  '%s in the %s: the transaction in hand is finished, the exit code says interrupted, the next start goes on',
  async (signal, _phase, tip) => {
    let stopped: IndexerProcess | null = null
    const proxy = await startProxy(database.url, ({ part }): Interference | null => {
      const isDue = tip === START || /"height":1[6-9]/.test(run.text())
      if (stopped !== null || part !== 'ending' || !isDue) return null
      stopped = run
      const act = async () => {
        run.send(signal)
        await run.says('shutting down')
        return 'pass' as const
      }
      return { at: 'before', act }
    })
    world.hold(tip)
    const run = world.start(proxy.urlOf(database.url), {}, directory)
    expect(await run.ended, run.text()).toEqual(INTERRUPTED)
    expectNoTrouble(run)
    // The commit that was held when the signal came is told as done.
    expect(run.text().split('shutting down')[1]).toContain('"msg":"committed"')
    await proxy.close()
    await expectNothingLeft()
    await goesOn()
  },
  30_000,
)

it('a signal while it waits for another indexer', async () => {
  world.hold(START)
  const first = world.start(database.url)
  await first.says('committed')
  const second = world.start(database.url, {}, directory)
  await second.says('waiting for it to end')
  second.send('SIGTERM')
  expect(await second.ended, second.text()).toEqual(INTERRUPTED)
  first.send('SIGTERM')
  expect(await first.ended).toEqual(INTERRUPTED)
  await expectNothingLeft()
})

it('a signal while the database is gone', async () => {
  world.hold(200)
  const proxy = await startProxy(database.url, () => null)
  const run = world.start(proxy.urlOf(database.url), {}, directory)
  await run.says('"height":200')
  await proxy.close()
  world.hold(210)
  await run.says('the indexer goes on after a pause', 4)
  run.send('SIGTERM')
  const startMs = performance.now()
  expect(await run.ended, run.text()).toEqual(INTERRUPTED)
  expect(performance.now() - startMs).toBeLessThan(6000)
  await goesOn()
})

it('without a goal, being told to stop is no failure, whatever it is doing', async () => {
  world.hold(200)
  const proxy = await startProxy(database.url, () => null)
  const url = proxy.urlOf(database.url)
  const first = world.startForEver(url)
  await first.says('"height":200')
  const second = world.startForEver(database.url)
  await second.says('waiting for it to end')
  second.send('SIGTERM')
  expect(await second.ended, second.text()).toEqual({ code: 0, signal: null })
  await proxy.close()
  world.hold(210)
  await first.says('the indexer goes on after a pause', 4)
  first.send('SIGTERM')
  expect(await first.ended, first.text()).toEqual({ code: 0, signal: null })
})

it('with the embedded database: it ends too, and nothing is left of it but its data', async () => {
  chmodSync(directory, 0o755)
  world.hold(START)
  const first = world.start('', { DATA_DIR: directory })
  await first.says('"msg":"committed"')
  const cluster = join(directory, world.chain.chainId, 'pg')
  const { pid = 0 } = readStatus(cluster) ?? {}
  expect(isAlive(pid)).toBe(true)
  first.send('SIGTERM')
  expect(await first.ended, first.text()).toEqual(INTERRUPTED)
  expectNoTrouble(first)
  expect(isAlive(pid)).toBe(false)
  expect(readStatus(cluster)).toBeNull()
  expect(readdirSync(directory)).toEqual([world.chain.chainId])
  expect(readdirSync(join(directory, world.chain.chainId))).toEqual(['pg'])
  world.hold(END)
  const second = world.start('', { DATA_DIR: directory })
  expect(await second.ended, second.text()).toEqual({ code: 0, signal: null })
})
