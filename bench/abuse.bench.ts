import { Agent } from 'node:http'
import { corpus } from '../test/abuse/corpus.ts'
import { fresh } from '../test/abuse/fresh.ts'
import { send } from '../test/abuse/send.ts'
import { type SpawnedGateway, spawnGateway } from '../test/abuse/spawn-gateway.ts'
import { insertMarket } from '../test/conformance/insert-market.ts'
import { openBed } from './index-bed.ts'
import { type Figure, median, percentile } from './measure.ts'
import { refusalCpu } from './refusal-cpu.ts'

const CHAIN_ID = 'bench-1'
/** What one request costs beside the gateway's work on it: more than once, so that one bad moment does not count. */
const TRIES = 5

/**
 * How long a refusal takes, seen from outside and with a text that the gateway has not seen before, and what is left
 * of the abuse in memory. The gateway is alone in its process.
 */
export async function abuseBench(isSmoke: boolean): Promise<Figure[]> {
  const bed = await openBed()
  await insertMarket(bed.sql, { leases: isSmoke ? 200 : 5_000, chainId: CHAIN_ID })
  const gateway = await spawnGateway({ databaseUrl: bed.url, chainId: CHAIN_ID })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const rounds = roundsOn(gateway, agent)
  // The first one finds code that has never run.
  await rounds.next()
  const times = new Map<string, number[]>()
  for (let n = 0; n < (isSmoke ? 2 : 20); n++)
    for (const { name, ms } of await rounds.next()) times.set(name, [...(times.get(name) ?? []), ms])
  for (let n = 0; n < 2; n++) await rounds.again()
  const before = await gateway.usedMb()
  for (let n = 0; n < (isSmoke ? 2 : 20); n++) await rounds.again()
  const after = await gateway.usedMb()
  const cpu = await refusalCpu(gateway, slowestOf(times))
  agent.destroy()
  await gateway.end()
  await bed.close()
  return [slowestRefusal(times, cpu), memoryLeft(before, after)]
}

interface Refusal {
  readonly name: string
  readonly ms: number
}

/** Sends the whole corpus each time; gives how long the refusals took. */
function roundsOn({ url }: SpawnedGateway, agent: Agent) {
  let round = 0
  const next = async (): Promise<Refusal[]> => {
    const refusals: Refusal[] = []
    round++
    for (const { group, name, request, expected } of corpus) {
      const { ms } = await send(url, fresh(request, round), agent)
      if (expected === 'refused') refusals.push({ name: `${group}: ${name}`, ms })
    }
    return refusals
  }
  /** The same texts as each time: nothing new to remember. */
  const again = async () => {
    for (const { request } of corpus) await send(url, request, agent)
  }
  return { next, again }
}

/** The five that took longest. */
const slowestOf = (times: ReadonlyMap<string, readonly number[]>) =>
  corpus
    .filter(({ expected }) => expected === 'refused')
    .map((abuse) => ({ abuse, ms: median(times.get(`${abuse.group}: ${abuse.name}`) ?? []) }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, 5)
    .map(({ abuse }) => abuse)

/** Of each refusal the middle time of a few rounds; one value for every `TRIES` rounds. */
function slowestRefusal(times: ReadonlyMap<string, readonly number[]>, cpu: string): Figure {
  const medians = [...times].map(([name, all]) => ({ name, ms: median(all) })).sort((a, b) => b.ms - a.ms)
  const rounds = [...times.values()][0]?.length ?? 0
  const slices = Array.from({ length: Math.max(1, Math.floor(rounds / TRIES)) }, (_, n) => n * TRIES)
  const runs = slices.map((from) =>
    Math.max(...[...times.values()].map((all) => median(all.slice(from, from + TRIES)))),
  )
  return {
    what: 'slowest refusal of the abuse corpus',
    unit: 'ms',
    better: 'less',
    atLeast: 25,
    aim: 10,
    runs,
    notes: {
      requests: corpus.length,
      refusals: times.size,
      'middle refusal, ms': Number(median(medians.map(({ ms }) => ms)).toFixed(2)),
      'p99 of refusals, ms': Number(
        percentile(
          medians.map(({ ms }) => ms),
          0.99,
        ).toFixed(2),
      ),
      slowest: medians
        .slice(0, 5)
        .map(({ name, ms }) => `${name} (${ms.toFixed(1)} ms)`)
        .join('; '),
      'CPU time of these': cpu,
    },
  }
}

const memoryLeft = (before: number, after: number): Figure => ({
  what: 'memory left by 20 rounds of the abuse corpus',
  unit: 'MB',
  better: 'less',
  atLeast: 10,
  aim: 3,
  runs: [after - before],
  notes: { 'before, MB': Number(before.toFixed(1)), 'after, MB': Number(after.toFixed(1)) },
})
