import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CommitPart } from './commit-watch.ts'
import { type EndState, expectSameEnd, undisturbedEnd } from './end-state.ts'
import type { IndexerProcess } from './indexer-process.ts'
import { type CommitSeen, type Interference, moments, startProxy } from './postgres-proxy.ts'
import { rounds, roundsMs } from './rounds.ts'
import { seededRandom } from './seeded-random.ts'
import { openWorld, type World } from './world.ts'

let world: World
let undisturbed: EndState
beforeAll(async () => {
  world = await openWorld()
  undisturbed = await undisturbedEnd(world)
})
afterAll(() => world.close())

/** From the first commit of a process on. A whole run takes some ten times as long. */
const LONGEST_LIFE_MS = 80
const KILLS = 16

/** Waits with far better than a millisecond's resolution, as the interesting moments are shorter than that. */
async function waitMicros(micros: number): Promise<void> {
  const end = process.hrtime.bigint() + BigInt(Math.round(micros)) * 1000n
  await sleep(Math.floor(micros / 1000))
  while (process.hrtime.bigint() < end);
}

it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
  'F02 I-22: nothing is lost or told twice after SIGKILL at any microsecond under load (seed %i)',
  async (seed) => {
    const random = seededRandom(seed)
    const database = await world.createDatabase()
    world.grow(20)
    let kills = 0
    for (let start = 0; start < KILLS; start++) {
      const run = world.start(database.url)
      // False: it had nothing left to do.
      if (!(await run.says('"msg":"committed"'))) break
      await waitMicros(random() * LONGEST_LIFE_MS * 1000)
      run.send('SIGKILL')
      if ((await run.ended).signal === 'SIGKILL') kills += 1
    }
    console.log(`${kills} kills at random`)
    expect(kills).toBeGreaterThan(KILLS / 2)
    const last = world.start(database.url)
    expect(await last.ended, last.text()).toEqual({ code: 0, signal: null })
    await expectSameEnd(world, database.url, undisturbed)
    await database.drop()
  },
  roundsMs(180_000),
)

interface Death {
  readonly part: CommitPart
  readonly at: (typeof moments)[number]
}

/** Transactions first: the end of the history has few of them. */
const DEATHS: readonly Death[] = (['opening', 'ending', 'statement'] as const).flatMap((part) =>
  moments.map((at) => ({ part, at })),
)

it('F02 I-22: nothing is lost or told twice after SIGKILL in the middle of a commit', async () => {
  let run: IndexerProcess | null = null
  let death: Death | null = null
  let passing = 0
  const interfere = ({ part }: CommitSeen): Interference | null => {
    // Some commits of each life pass, so that deaths come all over the history.
    if (part !== death?.part || passing-- > 0) return null
    const act = async () => {
      run?.send('SIGKILL')
      await run?.ended
      return 'close' as const
    }
    return { at: death.at, act }
  }
  const database = await world.createDatabase()
  const proxy = await startProxy(database.url, interfere)
  const url = proxy.urlOf(database.url)
  world.grow()
  for (const next of DEATHS) {
    death = next
    passing = 2
    run = world.start(url, { INDEX_BATCH: '1' })
    expect(await run.ended, run.text()).toEqual({ code: null, signal: 'SIGKILL' })
  }
  death = null
  expect(await world.start(url).ended).toEqual({ code: 0, signal: null })
  await proxy.close()
  await expectSameEnd(world, database.url, undisturbed)
  await database.drop()
}, 120_000)
