import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CommitPart } from './commit-watch.ts'
import { type EndState, expectSameEnd, undisturbedEnd } from './end-state.ts'
import { type CommitSeen, type Interference, moments, startProxy } from './postgres-proxy.ts'
import { rounds, roundsMs } from './rounds.ts'
import { openWorld, type World } from './world.ts'

let world: World
let undisturbed: EndState
beforeAll(async () => {
  world = await openWorld()
  undisturbed = await undisturbedEnd(world)
})
afterAll(() => world.close())

/** Which of a kind are cut; what is tried again passes, so that there is progress. */
const CUT_EVERY: Readonly<Record<CommitPart, number>> = { opening: 4, ending: 3, statement: 9 }
const PLAN = moments.flatMap((at) => (['close', 'reset'] as const).map((how) => ({ at, how })))

it.each(Array.from({ length: rounds }, (_, round) => round))(
  'F06 I-22: a commit whose answer is lost is neither lost nor written twice, and the indexer goes on by itself (round %i)',
  async (round) => {
    const cuts: string[] = []
    const seen = { opening: round, ending: round, statement: round }
    const interfere = ({ part }: CommitSeen): Interference | null => {
      seen[part] += 1
      const plan = PLAN[(seen[part] / CUT_EVERY[part]) % PLAN.length]
      if (plan === undefined) return null
      cuts.push(`${part} ${plan.at}`)
      return { at: plan.at, act: async () => plan.how }
    }
    const database = await world.createDatabase()
    const proxy = await startProxy(database.url, interfere)
    world.grow()
    // Blocks one by one: those without news are commits of one statement.
    const run = world.start(proxy.urlOf(database.url), { INDEX_BATCH: '1' })
    expect(await run.ended, run.text()).toEqual({ code: 0, signal: null })
    await proxy.close()
    await expectSameEnd(world, database.url, undisturbed)
    const wentOn = run.log().filter(({ msg }) => msg === 'the indexer goes on after a pause')
    expect(wentOn.length).toBe(cuts.length)
    const places = Object.keys(seen).flatMap((part) => moments.map((at) => `${part} ${at}`))
    const counts = places.map((place) => [place, cuts.filter((cut) => cut === place).length] as const)
    console.log(counts.map(([place, count]) => `${count} ${place}`).join(', '))
    expect(counts.filter(([, count]) => count === 0)).toEqual([])
    await database.drop()
  },
  roundsMs(180_000),
)
