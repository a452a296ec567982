import postgres from 'postgres'
import { expect } from 'vitest'
import { hashCommand } from '../../functions/command/hash.ts'
import { verifyCommand } from '../../functions/command/verify.ts'
import { runCli } from '../../functions/test-world.ts'
import { END, type World } from './world.ts'

/** Everything in a database that must not depend on what happened on the way there. */
export interface EndState {
  /** What `ipgw hash` prints. */
  readonly hash: string
  /** With positions: the order in which readers get it. */
  readonly feed: readonly unknown[]
  readonly blocks: readonly unknown[]
  readonly stages: readonly unknown[]
  readonly quarantine: readonly unknown[]
  readonly cursor: unknown
}

export async function endState(world: World, databaseUrl: string): Promise<EndState> {
  const { code, out, err } = await runCli(
    ['hash', '--height', String(END)],
    [hashCommand],
    world.settings(databaseUrl),
  ).done
  expect({ code, err }).toEqual({ code: 0, err: '' })
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  try {
    const rows = async (text: string) => [...(await sql.unsafe(text))]
    return {
      hash: out,
      feed: await rows('select * from change order by position'),
      blocks: await rows('select * from block order by height'),
      stages: await rows('select kind, state, resume, done, total, finished from stage order by kind, state'),
      quarantine: await rows('select * from quarantine order by content_hash'),
      cursor: (
        await rows(
          'select height, hash, time, bootstrap_height, active_complete, resync_needed, received_total, quarantined_total from cursor',
        )
      )[0],
    }
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Nothing lost, nothing twice: all is as after the undisturbed run, and the chain agrees. */
export async function expectSameEnd(world: World, databaseUrl: string, undisturbed: EndState): Promise<void> {
  const state = await endState(world, databaseUrl)
  expect(state).toEqual(undisturbed)
  expect(state.feed.map((row) => Reflect.get(Object(row), 'position'))).toEqual(
    state.feed.map((_, index) => String(index + 1)),
  )
  const { code, out } = await runCli(['verify'], [verifyCommand], world.settings(databaseUrl)).done
  expect({ code, out }).toEqual({ code: 0, out: 'drift 0\n' })
}

/** Indexes once without trouble, in a database of its own. */
export async function undisturbedEnd(world: World): Promise<EndState> {
  const database = await world.createDatabase()
  world.grow()
  const run = world.start(database.url)
  expect(await run.ended).toEqual({ code: 0, signal: null })
  const state = await endState(world, database.url)
  await database.drop()
  return state
}
