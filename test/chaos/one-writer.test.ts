import { hostname } from 'node:os'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { TestDatabase } from '#platform/test-postgres.ts'
import { untilAborted } from '../../functions/until-aborted.ts'
import { type EndState, expectSameEnd, undisturbedEnd } from './end-state.ts'
import type { IndexerProcess } from './indexer-process.ts'
import { type CommitSeen, type Interference, startProxy } from './postgres-proxy.ts'
import { roundsMs } from './rounds.ts'
import { END, openWorld, type World } from './world.ts'

let world: World
let undisturbed: EndState
let database: TestDatabase
let admin: postgres.Sql
beforeAll(async () => {
  world = await openWorld()
  undisturbed = await undisturbedEnd(world)
})
afterAll(async () => {
  await admin.end({ timeout: 1 })
  await world.close()
})
beforeEach(async () => {
  database = await world.createDatabase()
  admin = postgres(database.url, { max: 1, onnotice: () => undefined })
  world.hold(200)
})

const EXPIRY_MS = 1500
const FROZEN_SOON = { WRITER_EXPIRY_MS: String(EXPIRY_MS) }
const WAITS = 'waiting for it to end'

const holderIs = (run: IndexerProcess) => `${hostname()}:${run.pid}`
async function holder(): Promise<string | null> {
  const rows = await admin`select holder from writer`.catch(() => [])
  return rows[0]?.holder ?? null
}
async function writes(run: IndexerProcess, withinMs: number): Promise<number> {
  const startMs = performance.now()
  await expect.poll(holder, { timeout: withinMs, interval: 20 }).toBe(holderIs(run))
  return performance.now() - startMs
}
const height = async () => Number((await admin`select height from cursor`)[0]?.height)

it('F03 I-25: a second indexer waits and says so, and takes over within seconds when the first is killed', async () => {
  const first = world.start(database.url)
  await expect.poll(height, { timeout: 10_000 }).toBe(200)
  const second = world.start(database.url)
  await second.says(`${holderIs(first)} writes to this database; ${WAITS}`)
  expect(second.text()).not.toContain('committed')
  first.send('SIGKILL')
  await first.ended
  expect(await writes(second, 5000)).toBeLessThan(3000)
  world.hold(END)
  expect(await second.ended, second.text()).toEqual({ code: 0, signal: null })
  await expectSameEnd(world, database.url, undisturbed)
})

/** What a frozen process was about to write when it froze. */
it.each(['statement', 'transaction'] as const)(
  'F03 I-25: one that was frozen before the end of a commit (%s) is taken over; it wakes up, writes nothing and ends',
  async (kind) => {
    const thaw = new AbortController()
    let frozen: IndexerProcess | null = null
    const interfere = (commit: CommitSeen): Interference | null => {
      if (commit.kind !== kind || frozen !== null) return null
      frozen = first
      const act = async () => {
        first.send('SIGSTOP')
        await untilAborted(thaw.signal)
        return 'pass' as const
      }
      return { at: 'before', act }
    }
    const proxy = await startProxy(database.url, interfere)
    const first = world.start(proxy.urlOf(database.url), { ...FROZEN_SOON, INDEX_BATCH: '1' })
    await expect.poll(() => frozen, { timeout: 10_000 }).not.toBeNull()
    const second = world.start(database.url, FROZEN_SOON)
    console.log(`a frozen ${kind}: taken over after ${Math.round(await writes(second, 20_000))} ms`)
    world.hold(300)
    await expect.poll(height, { timeout: 10_000 }).toBe(300)
    first.send('SIGCONT')
    thaw.abort()
    expect(await first.ended, first.text()).toEqual({ code: 1, signal: null })
    const fatal = first.log().filter(({ level }) => level === 'fatal' || level === 'error')
    expect(fatal).toMatchObject([{ err: { code: 'FENCED' }, msg: expect.stringMatching(/^epoch /) }])
    expect(await holder()).toBe(holderIs(second))
    world.hold(END)
    expect(await second.ended, second.text()).toEqual({ code: 0, signal: null })
    await expectSameEnd(world, database.url, undisturbed)
    await proxy.close()
  },
  60_000,
)

const TAKEOVERS = 5

it(
  'F03 I-25: of three indexers that race one writes, whoever is killed',
  async () => {
    world.grow(25)
    const runs = [1, 2, 3].map(() => world.start(database.url))
    for (let takeover = 0; takeover < TAKEOVERS; takeover++) {
      const isOurs = () => holder().then((name) => runs.find((run) => holderIs(run) === name))
      await expect.poll(isOurs, { timeout: 10_000 }).toBeDefined()
      const victim = await isOurs()
      if (victim === undefined) continue
      await victim.says('"msg":"committed"')
      victim.send('SIGKILL')
      await victim.ended
      runs.splice(runs.indexOf(victim), 1, world.start(database.url))
    }
    for (const run of runs) expect(await run.ended, run.text()).toEqual({ code: 0, signal: null })
    await expectSameEnd(world, database.url, undisturbed)
  },
  roundsMs(60_000),
)
