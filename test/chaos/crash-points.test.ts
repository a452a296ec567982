import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CrashPoint, crashPoints } from '../../functions/compose/crash-points.ts'
import { type EndState, expectSameEnd, undisturbedEnd } from './end-state.ts'
import { rounds, roundsMs } from './rounds.ts'
import { openWorld, type World } from './world.ts'

let world: World
let undisturbed: EndState
beforeAll(async () => {
  world = await openWorld()
  undisturbed = await undisturbedEnd(world)
})
afterAll(() => world.close())

/** Commits that a process may make before it dies anyway, so that every part of the history has its deaths. */
const MOST_COMMITS = 4

/** Reached once by every process: only their first hit can be deadly. */
const isOnce = (point: CrashPoint) => /^(migrate|writer):/.test(point)

interface Tries {
  died: number
  missed: number
}
const tries = new Map<CrashPoint, Tries>(crashPoints.map((point) => [point, { died: 0, missed: 0 }]))
const triesOf = (point: CrashPoint): Tries => tries.get(point) ?? { died: 0, missed: 0 }

/** The point with the fewest deaths; one that was not reached (no page is read any more) has to wait a little. */
function nextPoint(): CrashPoint {
  const rank = (point: CrashPoint) =>
    triesOf(point).died * (isOnce(point) ? 2 : 1) + triesOf(point).missed / MOST_COMMITS
  return crashPoints.reduce((best, point) => (rank(point) < rank(best) ? point : best))
}

/** Starts again after every death until a process gets to the end. */
async function dieUntilTheEnd(databaseUrl: string): Promise<void> {
  for (;;) {
    const point = nextPoint()
    const { died, missed } = triesOf(point)
    const hit = isOnce(point) ? 1 : 1 + ((died + missed) % MOST_COMMITS)
    const run = world.start(databaseUrl, { CRASH_AT: `${point}:${hit},commit:after:${MOST_COMMITS}` })
    const { code, signal } = await run.ended
    if (code === 0) return
    expect(signal, run.text()).toBe('SIGKILL')
    const place = crashPoints.find((known) => run.text().includes(`dies at ${known}\n`))
    if (place !== point) triesOf(point).missed += 1
    if (place !== undefined) triesOf(place).died += 1
  }
}

it.each(Array.from({ length: rounds }, (_, round) => round))(
  'F01 I-22: nothing is lost or told twice wherever the process dies, again and again (round %i)',
  async () => {
    const database = await world.createDatabase()
    world.grow(10)
    await dieUntilTheEnd(database.url)
    await expectSameEnd(world, database.url, undisturbed)
    await database.drop()
  },
  roundsMs(240_000),
)

it('F01: they died at every boundary there is', () => {
  const deaths = crashPoints.map((point) => [point, triesOf(point).died] as const)
  console.log(deaths.map(([point, died]) => `${died} ${point}`).join(', '))
  expect(deaths.filter(([, died]) => died === 0)).toEqual([])
})
