import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { joinTestCluster, type TestDatabase } from '#platform/test-postgres.ts'
import { type EndState, expectSameEnd, undisturbedEnd } from './end-state.ts'
import type { IndexerProcess } from './indexer-process.ts'
import { type OwnPostgres, startOwnPostgres } from './own-postgres.ts'
import { type Interference, moments, startProxy } from './postgres-proxy.ts'
import { rounds, roundsMs } from './rounds.ts'
import { END, openWorld, START, type World } from './world.ts'

let world: World
let undisturbed: EndState
beforeAll(async () => {
  world = await openWorld()
  undisturbed = await undisturbedEnd(world)
})
afterAll(() => world.close())

/** A server that dies often comes back ever later: each test brings its own. */
async function createDatabase(of: OwnPostgres): Promise<TestDatabase> {
  const cluster = joinTestCluster(of.url)
  const database = await cluster.createDatabase()
  await cluster.close()
  return database
}

const POSTMASTER_DEATHS = 4
const COMMITTED = '"msg":"committed"'

const heightOf = (run: IndexerProcess) =>
  Math.max(0, ...run.log().map(({ msg, height }) => (msg === 'committed' ? Number(height) : 0)))

/** Waits until the indexer has written something above this height. */
async function isAbove(run: IndexerProcess, height: number): Promise<void> {
  await expect.poll(() => heightOf(run), { timeout: 40_000, interval: 2 }).toBeGreaterThan(height)
}

it.each(Array.from({ length: rounds }, (_, round) => round))(
  'F04: the indexer outlives kill -9 of the postmaster, several times (round %i)',
  async () => {
    const fresh = await startOwnPostgres()
    const database = await createDatabase(fresh)
    world.grow(25)
    const run = world.start(database.url)
    const backAfterMs: number[] = []
    for (let death = 0; death < POSTMASTER_DEATHS; death++) {
      // The first one hits the bootstrap.
      await isAbove(run, death === 0 ? START - 1 : heightOf(run) + 10)
      const before = run.text().split(COMMITTED).length
      await fresh.kill()
      const acceptedMs = performance.now()
      await run.says(COMMITTED, before)
      backAfterMs.push(performance.now() - acceptedMs)
    }
    expect(await run.ended, run.text()).toEqual({ code: 0, signal: null })
    expect(run.text()).not.toMatch(/"level":"(error|fatal)"/)
    console.log(`back after ${backAfterMs.map((ms) => `${Math.round(ms)} ms`).join(', ')}`)
    expect(Math.max(...backAfterMs)).toBeLessThan(2000)
    await expectSameEnd(world, database.url, undisturbed)
    await fresh.close()
  },
  roundsMs(180_000),
)

it('F04: one that waits outlives it too, and does not take over from one that comes back', async () => {
  const fresh = await startOwnPostgres()
  const database = await createDatabase(fresh)
  world.hold(200)
  const first = world.start(database.url)
  await first.says(COMMITTED)
  const second = world.start(database.url)
  await second.says('waiting for it to end')
  // It sleeps on for a moment after Postgres is back: it must not lose its right for that.
  first.send('SIGSTOP')
  await fresh.kill()
  await second.says('still waiting to write')
  await sleep(1000)
  first.send('SIGCONT')
  world.hold(END)
  expect(await first.ended, first.text()).toEqual({ code: 0, signal: null })
  expect(await second.ended, second.text()).toEqual({ code: 0, signal: null })
  expect(second.text()).not.toContain(COMMITTED)
  await expectSameEnd(world, database.url, undisturbed)
  await fresh.close()
}, 60_000)

it('F09: commits that the server had promised and lost are written again', async () => {
  const forgetful = await startOwnPostgres(['synchronous_commit=off', 'wal_writer_delay=10000'])
  const database = await createDatabase(forgetful)
  const admin = postgres(database.url, { max: 1, onnotice: () => undefined })
  world.grow(25)
  const run = world.start(database.url)
  let lost = 0
  for (const height of [START - 1, START + 60, START + 120]) {
    await isAbove(run, height)
    await admin`checkpoint`
    await isAbove(run, heightOf(run) + 20)
    const told = heightOf(run)
    await forgetful.kill()
    const [row] = await admin<{ height: string | null }[]>`select height from cursor`
    lost += Math.max(0, told - Number(row?.height))
  }
  expect(await run.ended, run.text()).toEqual({ code: 0, signal: null })
  await admin.end({ timeout: 1 })
  console.log(`${lost} blocks lost by the server`)
  expect(lost).toBeGreaterThan(0)
  await expectSameEnd(world, database.url, undisturbed)
  await forgetful.close()
}, 90_000)

const END_EVERY = 4
const PLACES = (['opening', 'ending'] as const).flatMap((part) => moments.map((at) => ({ part, at })))

it('F05: the indexer outlives the end of its backends in the middle of transactions', async () => {
  const database = await world.createDatabase()
  const admin = postgres(database.url, { max: 1, onnotice: () => undefined })
  let transactions = 0
  let ended = 0
  const proxy = await startProxy(database.url, ({ part, backendPid }): Interference | null => {
    if (part === 'opening') transactions += 1
    const place = PLACES[(transactions / END_EVERY) % PLACES.length]
    if (part !== place?.part) return null
    const isEveryBackend = transactions % (2 * END_EVERY) === 0
    const act = async () => {
      const killed = await admin`select pg_terminate_backend(pid, 1000) from pg_stat_activity
        where application_name like 'ipgw %' and (pid = ${backendPid} or ${isEveryBackend})`
      ended += killed.length
      return 'pass' as const
    }
    return { at: place.at, act }
  })
  world.grow()
  const run = world.start(proxy.urlOf(database.url), { INDEX_BATCH: '1' })
  expect(await run.ended, run.text()).toEqual({ code: 0, signal: null })
  console.log(`${ended} backends ended`)
  expect(ended).toBeGreaterThan(PLACES.length)
  await proxy.close()
  await admin.end({ timeout: 1 })
  await expectSameEnd(world, database.url, undisturbed)
}, 120_000)
