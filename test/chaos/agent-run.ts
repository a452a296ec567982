import { setTimeout as sleep } from 'node:timers/promises'
import type { LeaseRef } from '#agent/model/lease-ref.ts'
import type { AgentPolicy } from '#agent/model/policy.ts'
import { openKubeApi } from '../contract/kube-api.ts'
import { atRest } from '../scenario/at-rest.ts'
import { type Judgement, judge } from '../scenario/checker/judge.ts'
import type { Violation } from '../scenario/checker/violation.ts'
import { play } from '../scenario/driver.ts'
import { Provider } from '../scenario/provider.ts'
import { startRecorder } from '../scenario/recorder.ts'
import { RunLog } from '../scenario/run-log.ts'
import type { Phase } from '../scenario/steps.ts'
import type { AgentFault } from './agent-fault.ts'
import { agentStory } from './agent-story.ts'
import { type AgentWorld, openAgentWorld } from './agent-world.ts'
import { type Destruction, destructions } from './destructions.ts'

/** What came of it. */
export interface Outcome {
  readonly hasActed: boolean
  /** From the fault's end until all was as it should be; null: it was not within a minute. */
  readonly convergedMs: number | null
  /** What was not as it should be a minute after the fault's end, or in the very end. */
  readonly unrest: readonly Omit<Violation, 'revision'>[]
  readonly judgement: Judgement
  readonly destructions: readonly Destruction[]
  readonly agentLog: string
}

const LASTS_MS = 4_000
/** By when everything must be well again; and a release that is due be done, as the chain's word may be two seconds old. */
const USUAL = { patienceMs: 60_000, slackMs: 5_000 }
/** Beyond what the story needs: some leak. */
const SPARE_ADDRESSES = 8

/** An agent meets a fault while tenants want this and that of it. */
export async function runUnderFault(fault: AgentFault, seed: string): Promise<Outcome> {
  const story = agentStory(seed)
  const provider = story.provider
  const world = await openAgentWorld({ seed, provider, addresses: story.addresses + SPARE_ADDRESSES })
  const run = await openRun(world)
  try {
    world.start()
    await run.play(story.before)
    const before = await run.rest()
    await fault.begin(world)
    await Promise.all([run.play(story.during), sleep(fault.lastsMs ?? LASTS_MS)])
    const hasActed = fault.hasActed(world)
    await fault.end(world)
    const { convergedMs, unrest } = await run.rest()
    await run.play(story.after)
    await run.rest()
    const { last, judgement } = await run.judge()
    return {
      hasActed,
      convergedMs,
      unrest: [...before.unrest, ...unrest, ...last],
      judgement,
      destructions: destructions(world.cluster.log()),
      agentLog: world.log(),
    }
  } finally {
    await run.close()
    await world.close()
  }
}

export interface RunWorld extends Pick<AgentWorld, 'others'> {
  readonly chain: { set(lease: LeaseRef, word: 'active' | 'ended'): void }
  readonly policy: Pick<AgentPolicy, 'holdAfterCloseMs' | 'quarantineMs'>
}

/** Plays phases and keeps the record of them. */
export interface Run {
  play(phase: Phase): Promise<void>
  /** Waits until all is as it should be, for so long at most. */
  rest(): Promise<Pick<Outcome, 'convergedMs' | 'unrest'>>
  /** Waits until every address that may go must be gone, and judges all. `last`: what is not as it should be then. */
  judge(): Promise<{ readonly judgement: Judgement; readonly last: Outcome['unrest'] }>
  close(): Promise<void>
}

export async function openRun(
  { others, chain, policy }: RunWorld,
  { slackMs, patienceMs }: { readonly slackMs: number; readonly patienceMs: number } = USUAL,
): Promise<Run> {
  const kube = openKubeApi(others)
  const { holdAfterCloseMs, quarantineMs } = policy
  const log = new RunLog({ holdAfterCloseMs, quarantineMs, slackMs }, Date.now)
  const recorder = await startRecorder(kube, (change, revision) => log.note(change, revision))
  // Longer than any run.
  const holdUntilMs = Date.now() + 3_600_000
  const scene = {
    config: others,
    setLease: (...word: Parameters<typeof chain.set>) => chain.set(...word),
    kill: async () => undefined,
  }
  const rest: Run['rest'] = async () => {
    const startedMs = performance.now()
    const left = await atRest(log, patienceMs)
    const tookMs = performance.now() - startedMs
    return left === 0 ? { convergedMs: tookMs, unrest: [] } : { convergedMs: null, unrest: log.unrest() }
  }
  return {
    play: (phase) =>
      play(phase, { world: scene, provider: new Provider(kube), log, lanesAtOnce: 10, holdUntilMs }),
    rest,
    async judge() {
      await sleep(holdAfterCloseMs + quarantineMs + slackMs)
      const { unrest: last } = await rest()
      await recorder.caughtUp()
      return { judgement: judge(log.finish()), last }
    },
    async close() {
      await recorder.stop()
      await kube.close()
    },
  }
}
