import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '#domain/failure.ts'
import { type KubeApi, MERGE_PATCH, openKubeApi } from '../contract/kube-api.ts'
import { atRest } from './at-rest.ts'
import { type Judgement, judge } from './checker/judge.ts'
import type { ServiceObject } from './checker/read-seen-service.ts'
import type { Promises } from './checker/scenario-log.ts'
import { play } from './driver.ts'
import { Provider } from './provider.ts'
import { startRecorder } from './recorder.ts'
import { RunLog } from './run-log.ts'
import type { AgentProcess, Ran } from './start-agent.ts'
import type { Scenario } from './steps.ts'
import type { World } from './world.ts'

export interface PoolTroubleOptions {
  readonly world: World
  readonly agent: AgentProcess
  /** Its first phase is played. */
  readonly scenario: Scenario
  readonly promises: Promises
  /** Of the pool `default`, as it is and without what the scenario uses. */
  readonly range: string
  readonly otherRange: string
}

export interface PoolTrouble {
  readonly judgement: Judgement
  /** What the agent's own command said to the edit that takes addresses from their holders. */
  readonly refused: Ran
  /** From the edit behind its back to its alarm, milliseconds. */
  readonly alarmAfterMs: number
  /** "namespace/name address" of all LoadBalancer Services, before, without the pool, and after. */
  readonly before: readonly string[]
  readonly without: readonly string[]
  readonly after: readonly string[]
}

const PATIENCE_MS = 90_000
const POOL = '/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools/default'

/** Addresses in use are taken out of their pool: by the agent's own command, then behind its back. */
export async function poolTrouble(options: PoolTroubleOptions): Promise<PoolTrouble> {
  const { world, agent, scenario, promises, range, otherRange } = options
  const kube = openKubeApi(world.config)
  const log = new RunLog(promises, Date.now)
  const recorder = await startRecorder(kube, (change, revision) => log.note(change, revision))
  const driver = { world, provider: new Provider(kube), log, lanesAtOnce: 4, holdUntilMs: 0 }
  try {
    for (const phase of scenario.phases.slice(0, 1)) await play(phase, driver)
    await rest(log)
    const before = await addressesIn(kube)
    const refused = await agent.run('agent', 'pool', 'edit', 'default', '--addresses', otherRange)
    await setRange(kube, otherRange)
    const editedMs = performance.now()
    await alarmed(agent)
    const alarmAfterMs = Math.round(performance.now() - editedMs)
    // A stranger who comes meanwhile must not matter.
    await driver.provider.createBystander('newcomer')
    await until(
      'MetalLB has taken the addresses away',
      async () => !overlaps(await addressesIn(kube), before),
    )
    const without = await addressesIn(kube)
    await setRange(kube, `${range},${otherRange}`)
    await rest(log)
    await recorder.caughtUp()
    const after = await addressesIn(kube)
    return { judgement: judge(log.finish()), refused, alarmAfterMs, before, without, after }
  } finally {
    await recorder.stop()
    await kube.close()
  }
}

async function rest(log: RunLog): Promise<void> {
  const left = await atRest(log, PATIENCE_MS)
  if (left > 0) throw new Failure('TIMED_OUT', `${left} things are not as they should be`)
}

const setRange = (kube: KubeApi, ranges: string) =>
  kube.want('PATCH', POOL, { spec: { addresses: ranges.split(',') } }, MERGE_PATCH)

const alarmed = (agent: AgentProcess) =>
  until('the agent gives the alarm ADDRESS_OUTSIDE_POOLS', async () => {
    const answer = await fetch(`${agent.url}/v1/observation`)
    return (await answer.text()).includes('ADDRESS_OUTSIDE_POOLS')
  })

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(50))
    if (await isSo()) return
  throw new Failure('TIMED_OUT', `not within ${PATIENCE_MS} ms: ${what}`)
}

async function addressesIn(kube: KubeApi): Promise<readonly string[]> {
  const { items } = await kube.want<{ items: ServiceObject[] }>('GET', '/api/v1/services')
  return items
    .filter(({ spec }) => spec.type === 'LoadBalancer')
    .map(({ metadata, status }) => {
      const ingress = status?.loadBalancer?.ingress ?? []
      return `${metadata.namespace}/${metadata.name} ${ingress.map(({ ip }) => ip)}`
    })
    .sort()
}

const overlaps = (now: readonly string[], before: readonly string[]) =>
  now.some((each) => before.includes(each))
