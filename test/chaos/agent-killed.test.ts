import { afterAll, expect, it } from 'vitest'
import type { Phase } from '../scenario/steps.ts'
import { type AgentProcesses, openAgentProcesses } from './agent-processes.ts'
import { destructions } from './destructions.ts'
import type { IndexerProcess } from './indexer-process.ts'
import { rounds, roundsMs } from './rounds.ts'

/** Every kind of write of the agent; it dies before or after one. */
const kinds = ['create', 'apply', 'patch', 'delete'] as const
const moments = ['before', 'after'] as const
/** At how many writes of a kind a process dies, in turn: there are many creations. */
const hits = { create: [1, 5, 9], apply: [1, 2, 3], patch: [1, 2, 3], delete: [1] } as const

const deaths: Map<string, number> = new Map(
  kinds.flatMap((kind) => moments.map((moment) => [`${kind}:${moment}`, 0] as const)),
)
const opened: AgentProcesses[] = []
afterAll(async () => {
  for (const one of opened) await one.close()
})

/** At the first write of a kind where none died yet, so that the few deletions are not missed; afterwards anywhere. */
function deathOf(life: number): string {
  const lacking = [...deaths].filter(([, died]) => died === 0).map(([point]) => `${point}:1`)
  if (lacking.length > 0) return [...lacking, 'write:after:20'].join()
  const moment = moments[life % 2]
  return kinds.map((kind) => `${kind}:${moment}:${hits[kind][(life >> 1) % hits[kind].length]}`).join()
}

/** Starts agents one after the other, each to die at its n-th write of a kind, until it is told to stop. */
function dieAgainAndAgain(processes: AgentProcesses): { stop(): Promise<void> } {
  let isOver = false
  let run: IndexerProcess | null = null
  const dying = (async () => {
    for (let life = 0; !isOver; life++) {
      run = await processes.start({ CRASH_AT: deathOf(life) })
      const { signal } = await run.ended
      expect(signal, run.text()).toBe('SIGKILL')
      for (const [point, count] of deaths)
        if (run.text().includes(`dies at ${point}\n`)) deaths.set(point, count + 1)
      processes.endLease()
    }
  })()
  return {
    async stop() {
      isOver = true
      run?.send('SIGKILL')
      await dying
    },
  }
}

async function playWhileDying(processes: AgentProcesses, phase: Phase): Promise<void> {
  const agents = dieAgainAndAgain(processes)
  await processes.run.play(phase)
  const { unrest } = await processes.run.rest()
  await agents.stop()
  expect(unrest).toEqual([])
}

it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
  'nothing moves, nothing is lost and nothing is left wherever the agent dies, again and again (seed %i)',
  async (seed) => {
    const processes = await openAgentProcesses(`killed ${seed}`)
    opened.push(processes)
    const { story, run, cluster } = processes
    for (const phase of [story.before, story.during, story.after]) await playWhileDying(processes, phase)
    // What ended is released only now, by some who die over it.
    const dying = dieAgainAndAgain(processes)
    await run.judge()
    await dying.stop()
    const survivor = await processes.start()
    const { judgement, last } = await run.judge()
    expect(survivor.hasEnded(), survivor.text()).toBe(false)
    expect(judgement.violations).toEqual([])
    expect(last).toEqual([])
    expect(destructions(cluster.log())).toEqual([])
    expect(judgement.counts.endpoints).toBe(story.addresses)
  },
  roundsMs(480_000),
)

it('they died before and after every kind of write', () => {
  console.log([...deaths].map(([point, died]) => `${died} ${point}`).join(', '))
  expect([...deaths].filter(([, died]) => died === 0)).toEqual([])
})
