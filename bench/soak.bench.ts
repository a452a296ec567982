import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Figure, percentile } from './measure.ts'
import { type ReadBed, withReadBed } from './read-bed.ts'
import { drawDistinct, drawMix } from './read-mix.ts'
import { type ServerProcess, startServe } from './serve-process.ts'
import { drawRequest, type SoakRequest } from './soak-load.ts'
import { type Sample, takeSample } from './soak-sample.ts'

const WORKERS = 12
/** Between two requests of a worker (SOAK_PAUSE_MS): busy, not at the limit, so that a leak and not a queue is seen. */
const PAUSE_MS = Number(process.env.SOAK_PAUSE_MS ?? 20)
/** Memory rises while caches fill and the heap finds its size; growth counts from here on. */
const WARM_SHARE = 0.4

/**
 * Mixed load for SOAK_MINUTES (5), everything a public endpoint gets, while memory, connections and handles are
 * looked at: after the warm-up they must stay where they are.
 */
export function soakBench(isSmoke: boolean): Promise<Figure[]> {
  const seconds = isSmoke ? 4 : Number(process.env.SOAK_MINUTES ?? 5) * 60
  return withReadBed(isSmoke, async (bed, defer) => {
    const server = await startServe(bed.url)
    defer(() => server.close())
    const seen: Seen = { kinds: new Map(), surprises: new Map() }
    const [samples] = await Promise.all([
      sampled(server, bed, { seconds, everyMs: Math.min(5_000, (seconds * 1000) / 8) }),
      sendAll(server, bed, { seconds, isSmoke, seen }),
    ])
    return figures(samples, seconds, seen)
  })
}

/** How many requests of each kind, and answers of a status that does not belong to the kind. */
interface Seen {
  readonly kinds: Map<string, number>
  readonly surprises: Map<string, number>
}

const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1)

async function sampled(
  server: ServerProcess,
  bed: ReadBed,
  { seconds, everyMs }: { seconds: number; everyMs: number },
): Promise<Sample[]> {
  const samples: Sample[] = []
  for (const limit = performance.now() + seconds * 1000; performance.now() < limit; ) {
    await sleep(everyMs)
    samples.push(await takeSample(server, bed.sql))
  }
  return samples
}

async function sendAll(
  server: ServerProcess,
  bed: ReadBed,
  { seconds, isSmoke, seen }: { seconds: number; isSmoke: boolean; seen: Seen },
): Promise<void> {
  const cold = await drawMix(bed.sql, { each: isSmoke ? 200 : 5_000, seed: 0.31 })
  const hot = await drawDistinct(bed.sql, { count: 200, seed: 0.17 })
  const agent = new Agent({ keepAlive: true, maxSockets: WORKERS * 2 })
  const limit = performance.now() + seconds * 1000
  const work = async () => {
    while (performance.now() < limit) {
      const asked = drawRequest({ cold, hot, random: Math.random })
      count(seen.kinds, asked.kind)
      const status = await send(agent, server.url, asked)
      if (status !== null && !asked.statuses.includes(status))
        count(seen.surprises, `${asked.kind} ${status}`)
      await sleep(PAUSE_MS)
    }
  }
  await Promise.all(Array.from({ length: WORKERS }, work))
  agent.destroy()
}

/** The status, once the body is there; 0 where the connection broke; null for a client that went away. */
function send(agent: Agent, url: string, asked: SoakRequest): Promise<number | null> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'apollo-require-preflight': 'true' }
    const sent = request(
      `${url}${asked.path}`,
      { agent, method: asked.method, headers, timeout: 15_000 },
      (answer) => {
        answer.resume()
        answer.once('end', () => resolve(asked.isAborted ? null : (answer.statusCode ?? 0)))
        answer.once('error', () => resolve(asked.isAborted ? null : 0))
      },
    )
    sent.once('timeout', () => sent.destroy(new TypeError('no answer in fifteen seconds')))
    sent.once('error', () => resolve(asked.isAborted ? null : 0))
    sent.end(asked.body ?? undefined)
    if (asked.isAborted) setTimeout(() => sent.destroy(new TypeError('gone')), Math.random() * 5)
  })
}

function figures(samples: readonly Sample[], seconds: number, seen: Seen): Figure[] {
  const requests = [...seen.kinds.values()].reduce((sum, number) => sum + number, 0)
  const notes = {
    minutes: Number((seconds / 60).toFixed(1)),
    requests,
    ...Object.fromEntries(seen.kinds),
    'unexpected answers':
      [...seen.surprises].map(([what, times]) => `${what}: ${times}`).join(', ') || 'none',
  }
  const figure = (
    what: string,
    unit: string,
    goals: { atLeast: number; aim: number },
    values: readonly number[],
  ) => ({
    what: `soak, growth after warm-up: ${what}`,
    unit,
    better: 'less' as const,
    ...goals,
    runs: [growth(values)],
    notes: { ...notes, 'at the end': Number((values.at(-1) ?? Number.NaN).toFixed(1)) },
  })
  const of = (name: keyof Sample) => samples.map((sample) => sample[name])
  return [
    figure('resident memory', 'MB', { atLeast: 25, aim: 10 }, of('residentMb')),
    figure('heap', 'MB', { atLeast: 15, aim: 5 }, of('heapMb')),
    figure('memory of the database connections', 'MB', { atLeast: 10, aim: 3 }, of('backendMb')),
    figure('database connections', 'connections', { atLeast: 1, aim: 0 }, of('connections')),
    figure('open handles', 'handles', { atLeast: 10, aim: 4 }, of('handles')),
  ]
}

/** From the first to the last third of what follows the warm-up, by what was held after collections: the lowest tenth. */
function growth(values: readonly number[]): number {
  const warm = values.slice(Math.floor(values.length * WARM_SHARE))
  const third = Math.max(1, Math.floor(warm.length / 3))
  return percentile(warm.slice(-third), 0.1) - percentile(warm.slice(0, third), 0.1)
}
