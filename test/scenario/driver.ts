import { setTimeout as sleep } from 'node:timers/promises'
import { type LeaseRef, leaseRefKey } from '#agent/model/lease-ref.ts'
import { plipName } from '#agent/stock/plip.ts'
import type { Wanted } from './checker/scenario-log.ts'
import type { Provider } from './provider.ts'
import type { RunLog } from './run-log.ts'
import type { Lane, Phase, Step } from './steps.ts'
import type { World } from './world.ts'

export interface DriverOptions {
  readonly world: World
  readonly provider: Provider
  readonly log: RunLog
  /** Lanes that go on at the same time. */
  readonly lanesAtOnce: number
  /** Unix milliseconds until which every hold lasts. */
  readonly holdUntilMs: number
}

/** Plays a phase: all steps of all lanes, and who is killed meanwhile. Writes down what was asked for, and when. */
export async function play(phase: Phase, options: DriverOptions): Promise<void> {
  const total = phase.lanes.reduce((sum, lane) => sum + lane.length, 0)
  let done = 0
  const kills = killAsItGoes(phase.kills, options, () => (total === 0 ? 1 : done / total))
  const waiting = [...phase.lanes]
  const worker = async () => {
    for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift())
      await playLane(lane, options, () => {
        done += 1
      })
  }
  await Promise.all([...Array.from({ length: options.lanesAtOnce }, worker), kills])
}

async function playLane(lane: Lane, options: DriverOptions, onDone: () => void): Promise<void> {
  for (const step of lane) {
    await playStep(step, options)
    onDone()
  }
}

async function killAsItGoes(
  kills: Phase['kills'],
  { world, log }: DriverOptions,
  share: () => number,
): Promise<void> {
  for (const { what, after } of kills) {
    while (share() < after) await sleep(5)
    log.note({ kind: 'kill', what })
    await world.kill(what)
  }
}

type Player<K extends Step['kind']> = (
  step: Extract<Step, { kind: K }>,
  options: DriverOptions,
) => Promise<void>

const players: { readonly [K in Step['kind']]: Player<K> } = {
  async open({ lease, wishes }, options) {
    await word(lease, 'active', options)
    await options.provider.createNamespace(lease)
    await want(wishes, options)
  },
  rewrite: ({ wishes }, options) => want(wishes, options),
  async exchange({ gone, made }, options) {
    await unwant([gone], options)
    await want([made], options)
  },
  async hold({ owner, endpoint, sharingKey }, { provider, log, holdUntilMs }) {
    const revision = await provider.hold(owner, endpoint, { name: sharingKey, untilMs: holdUntilMs })
    log.note({ kind: 'hold', endpoint: sharingKey, untilMs: holdUntilMs }, revision)
  },
  async close(step, options) {
    const order = [() => word(step.lease, 'ended', options), () => vanish(step, options)]
    for (const act of step.first === 'chain' ? order : order.reverse()) {
      await act()
      await sleep(step.betweenMs / 2)
    }
  },
  vanish,
  bystander: ({ name }, { provider }) => provider.createBystander(name),
}

function playStep<K extends Step['kind']>(
  step: Extract<Step, { kind: K }>,
  options: DriverOptions,
): Promise<void> {
  const player: Player<K> = players[step.kind as K]
  return player(step, options)
}

/** As the stock provider ends a lease: its namespace and its ProviderLeasedIPs side by side. */
async function vanish(
  { lease, wishes }: { readonly lease: LeaseRef; readonly wishes: readonly Wanted[] },
  options: DriverOptions,
): Promise<void> {
  await Promise.all([options.provider.deleteNamespace(lease), unwant(wishes, options)])
}

/** The revision is read before, so that nobody can have acted on the word at an earlier one. */
async function word(
  lease: LeaseRef,
  says: 'active' | 'ended',
  { world, provider, log }: DriverOptions,
): Promise<void> {
  const revision = await provider.revision()
  log.note({ kind: 'chain', lease: leaseRefKey(lease), word: says }, revision)
  world.setLease(lease, says)
}

async function want(wishes: readonly Wanted[], { provider, log }: DriverOptions): Promise<void> {
  for (const wanted of wishes)
    log.note({ kind: 'wish', name: plipName(wanted), wanted }, await provider.want(wanted))
}

async function unwant(wishes: readonly Wanted[], { provider, log }: DriverOptions): Promise<void> {
  for (const wanted of wishes) {
    const revision = await provider.unwant(wanted)
    log.note({ kind: 'wish', name: plipName(wanted), wanted: null }, revision)
  }
}
