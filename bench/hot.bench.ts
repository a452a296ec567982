import { type Figure, median } from './measure.ts'
import { CONNECTIONS, generator } from './read.bench.ts'
import { checkAnswers } from './read-agreement.ts'
import { withReadBed } from './read-bed.ts'
import { drawDistinct } from './read-mix.ts'
import { startServe, WORKERS } from './serve-process.ts'

const DISTINCT = 200

/** The same two hundred requests again and again, response cache as it comes, while a block arrives every six seconds. */
export function hotBench(isSmoke: boolean): Promise<Figure[]> {
  const seconds = isSmoke ? 1 : 10
  return withReadBed(isSmoke, async (bed, defer) => {
    const asked = await drawDistinct(bed.sql, { count: DISTINCT, seed: 0.17 })
    const server = await startServe(bed.url, { settings: WORKERS })
    defer(() => server.close())
    await checkAnswers(server.url, asked)
    const bodies = asked.map(({ body }) => body)
    const run = generator(isSmoke)
    await run({ url: server.url, bodies, connections: CONNECTIONS, seconds: Math.min(seconds, 3) })
    const loads = []
    for (let round = 0; round < (isSmoke ? 1 : 3); round++)
      loads.push(await run({ url: server.url, bodies, connections: CONNECTIONS, seconds }))
    const notes = {
      distinct: asked.length,
      connections: CONNECTIONS,
      workers: WORKERS.GATEWAY_WORKERS,
      'seconds a block': 6,
      'p50 ms': median(loads.map(({ p50Ms }) => p50Ms)),
      'p99 ms': median(loads.map(({ p99Ms }) => p99Ms)),
    }
    const goals = { atLeast: 10_000, aim: 15_000 }
    const runs = loads.map(({ rate }) => rate)
    return [{ what: `hot set of ${DISTINCT}`, unit: 'req/s', better: 'more', ...goals, runs, notes }]
  })
}
