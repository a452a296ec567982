import { hostname } from 'node:os'
import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest'
import type { TestDatabase } from '#platform/test-postgres.ts'
import { untilAborted } from '../../functions/until-aborted.ts'
import type { CommitPart } from './commit-watch.ts'
import { type EndState, expectSameEnd, undisturbedEnd } from './end-state.ts'
import type { IndexerProcess } from './indexer-process.ts'
import { type Interference, startProxy } from './postgres-proxy.ts'
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
  await expectEnd(second)
})

interface Frozen {
  readonly run: IndexerProcess
  /** Wakes it up, and lets go on what it was about to send. */
  thaw(): void
}

/** An indexer that is frozen when it is about to send a part of a commit. */
async function freeze(part: CommitPart): Promise<Frozen> {
  const thawing = new AbortController()
  let isFrozen = false
  const proxy = await startProxy(database.url, (commit): Interference | null => {
    if (commit.part !== part || isFrozen) return null
    isFrozen = true
    const act = async () => {
      run.send('SIGSTOP')
      await untilAborted(thawing.signal)
      return 'pass' as const
    }
    return { at: 'before', act }
  })
  onTestFinished(proxy.close)
  // Blocks one by one: those without news are commits of one statement.
  const run = world.start(proxy.urlOf(database.url), { ...FROZEN_SOON, INDEX_BATCH: '1' })
  await expect.poll(() => isFrozen, { timeout: 10_000 }).toBe(true)
  const thaw = () => {
    run.send('SIGCONT')
    thawing.abort()
  }
  return { run, thaw }
}

const commitsOf = (run: IndexerProcess) => run.log().filter(({ msg }) => msg === 'committed').length

/** It ends with one clear line, and has written nothing more. */
async function expectFenced(run: IndexerProcess, commits: number): Promise<void> {
  expect(await run.ended, run.text()).toEqual({ code: 1, signal: null })
  const fatal = run.log().filter(({ level }) => level === 'fatal' || level === 'error')
  expect(fatal).toMatchObject([
    {
      level: 'fatal',
      err: { code: 'FENCED' },
      msg: expect.stringContaining('another indexer has taken over'),
    },
  ])
  expect(commitsOf(run)).toBe(commits)
}

async function expectEnd(run: IndexerProcess): Promise<void> {
  world.hold(END)
  expect(await run.ended, run.text()).toEqual({ code: 0, signal: null })
  await expectSameEnd(world, database.url, undisturbed)
}

it('F03 I-25: one that was frozen before a commit is refused, though nothing was written since', async () => {
  const frozen = await freeze('statement')
  const commits = commitsOf(frozen.run)
  const letGo = new AbortController()
  // The second one takes over, and is held before its first commit: only the epoch tells that the other is stale.
  const proxy = await startProxy(database.url, () => ({
    at: 'before',
    act: async () => {
      await untilAborted(letGo.signal)
      return 'pass'
    },
  }))
  onTestFinished(proxy.close)
  const second = world.start(proxy.urlOf(database.url), FROZEN_SOON)
  await writes(second, 20_000)
  const before = await height()
  frozen.thaw()
  await expectFenced(frozen.run, commits)
  expect(await height()).toBe(before)
  letGo.abort()
  await expectEnd(second)
}, 60_000)

it('F03 I-25: one that was frozen inside a transaction does not hold up who takes over', async () => {
  const frozen = await freeze('ending')
  const commits = commitsOf(frozen.run)
  const second = world.start(database.url, FROZEN_SOON)
  console.log(`frozen inside a transaction: taken over after ${Math.round(await writes(second, 20_000))} ms`)
  world.hold(300)
  await expect.poll(height, { timeout: 10_000 }).toBe(300)
  frozen.thaw()
  await expectFenced(frozen.run, commits)
  expect(await holder()).toBe(holderIs(second))
  await expectEnd(second)
}, 60_000)

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
