import { setTimeout as sleep } from 'node:timers/promises'
import { plipName } from '#agent/stock/plip.ts'
import { Failure } from '#domain/failure.ts'
import { type KubeApi, type KubeConfig, openKubeApi } from '../contract/kube-api.ts'
import { atRest } from './at-rest.ts'
import { type Judgement, judge } from './checker/judge.ts'
import { readSeenService, type ServiceObject } from './checker/read-seen-service.ts'
import type { Promises } from './checker/scenario-log.ts'
import { play } from './driver.ts'
import { Provider } from './provider.ts'
import { startRecorder } from './recorder.ts'
import { RunLog } from './run-log.ts'
import type { Scenario } from './steps.ts'
import type { World } from './world.ts'

/** Somebody who serves leased IPs until he is ended. */
export interface Shift {
  end(): Promise<void>
}

export interface HandOverOptions {
  readonly config: KubeConfig
  readonly setLease: World['setLease']
  /** Its first phase is played under the stock operator, its second under the agent; nothing in it may move. */
  readonly scenario: Scenario
  readonly promises: Promises
  startStock(): Promise<Shift>
  startAgent(): Promise<Shift>
}

export interface HandOver {
  readonly judgement: Judgement
  /** Port Services, "namespace/name uid address", as the stock operator left them and as the agent took them over. */
  readonly left: readonly string[]
  readonly adopted: readonly string[]
  /** As the agent left them, and as a stock operator took them over again. */
  readonly leftAgain: readonly string[]
  readonly found: readonly string[]
}

const PATIENCE_MS = 60_000
const PIN = 'metallb.io/loadBalancerIPs'
const STOCK_KEY = 'metallb.universe.tf/allow-shared-ip'

/** A stock operator serves, then the agent in its place, then a stock operator again. */
export async function handOver(options: HandOverOptions): Promise<HandOver> {
  const { config, scenario, promises, setLease } = options
  const kube = openKubeApi(config)
  const log = new RunLog(promises, Date.now)
  const recorder = await startRecorder(kube, (change, revision) => log.note(change, revision))
  const provider = new Provider(kube)
  const world = { config, setLease, kill: async () => undefined }
  const driver = { world, provider, log, lanesAtOnce: 4, holdUntilMs: 0 }
  const [open, change] = scenario.phases
  try {
    const stock = await options.startStock()
    if (open !== undefined) await play(open, driver)
    await rest(log)
    await stock.end()
    const left = await portServices(kube)

    const agent = await options.startAgent()
    await adoptedBy(kube, new Set(left.map(({ holder }) => holder)).size)
    const adopted = await portServices(kube)
    if (change !== undefined) await play(change, driver)
    await rest(log)
    await agent.end()
    const leftAgain = await portServices(kube)

    const again = await options.startStock()
    await until(kube, 'the stock operator writes all of its Services again', (services) =>
      services.filter(isPort).every(({ metadata }) => metadata.annotations?.[STOCK_KEY] !== undefined),
    )
    await changeOne(scenario, driver)
    await rest(log)
    await again.end()
    await recorder.caughtUp()
    const found = await portServices(kube)
    return {
      judgement: judge(log.finish()),
      ...{ left: left.map(textOf), adopted: adopted.map(textOf) },
      ...{ leftAgain: leftAgain.map(textOf), found: found.map(textOf) },
    }
  } finally {
    await recorder.stop()
    await kube.close()
  }
}

async function rest(log: RunLog): Promise<void> {
  const left = await atRest(log, PATIENCE_MS)
  if (left > 0) throw new Failure('TIMED_OUT', `${left} things are not as they should be`)
}

/** One more wish changes: it must reach the Service that was there before. */
async function changeOne(
  { phases }: Scenario,
  { provider, log }: { provider: Provider; log: RunLog },
): Promise<void> {
  const steps = phases.flatMap(({ lanes }) => lanes.flat())
  const last = steps.findLast((step) => step.kind === 'rewrite')
  const [wanted] = last?.kind === 'rewrite' ? last.wishes : []
  if (wanted === undefined) throw new Failure('INTERNAL', 'the scenario changes nothing')
  const changed = { ...wanted, port: wanted.port + 1 }
  log.note({ kind: 'wish', name: plipName(changed), wanted: changed }, await provider.want(changed))
}

/** Every endpoint has an anchor with an address, and every port is pinned. */
async function adoptedBy(kube: KubeApi, endpoints: number): Promise<void> {
  await until(kube, 'the agent adopts what is there', (services) => {
    const seen = services.map(readSeenService)
    const anchors = seen.filter((service) => service?.role === 'anchor' && service.addresses.length > 0)
    const pinned = services.filter(isPort).every(({ metadata }) => metadata.annotations?.[PIN] !== undefined)
    return anchors.length === endpoints && pinned
  })
}

async function until(
  kube: KubeApi,
  what: string,
  isSo: (services: readonly ServiceObject[]) => boolean,
): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(100))
    if (isSo(await listServices(kube))) return
  throw new Failure('TIMED_OUT', `not within ${PATIENCE_MS} ms: ${what}`)
}

async function listServices(kube: KubeApi): Promise<readonly ServiceObject[]> {
  const { items } = await kube.want<{ items: ServiceObject[] }>('GET', '/api/v1/services')
  return items
}

const isPort = (service: ServiceObject) => readSeenService(service)?.role === 'port'

async function portServices(kube: KubeApi) {
  const seen = (await listServices(kube)).flatMap((service) => readSeenService(service) ?? [])
  return seen.filter(({ role }) => role === 'port')
}

const textOf = ({ namespace, name, uid, addresses }: Awaited<ReturnType<typeof portServices>>[number]) =>
  `${namespace}/${name} ${uid} ${addresses}`
