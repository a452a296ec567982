import type { Figure } from './measure.ts'
import { runOpenLoop } from './open-loop.ts'
import { COLD, CONNECTIONS, generator } from './read.bench.ts'
import { withReadBed } from './read-bed.ts'
import { drawMix } from './read-mix.ts'
import { startServe, WORKERS } from './serve-process.ts'

const TIMES = 5

/**
 * The mix, cold, at five times what the server can do, sent whether or not answers come: what it admits has to be
 * quick, and what it refuses has to say when to come again.
 */
export function overloadBench(isSmoke: boolean): Promise<Figure[]> {
  const seconds = isSmoke ? 2 : 10
  return withReadBed(isSmoke, async (bed, defer) => {
    const asked = await drawMix(bed.sql, { each: isSmoke ? 200 : 2_000, seed: 0.77 })
    const bodies = asked.map(({ body }) => body)
    const server = await startServe(bed.url, { settings: { ...COLD, ...WORKERS } })
    defer(() => server.close())
    const run = generator(isSmoke)
    const closed = { url: server.url, bodies, connections: CONNECTIONS }
    await run({ ...closed, seconds: Math.min(seconds, 3) })
    const capacity = (await run({ ...closed, seconds: Math.min(seconds, 5) })).rate
    const runs: number[] = []
    let notes: Figure['notes'] = {}
    for (let round = 0; round < (isSmoke ? 1 : 3); round++) {
      const seen = await runOpenLoop({ url: server.url, bodies, rate: capacity * TIMES, seconds })
      runs.push(seen.admittedP99Ms)
      notes = {
        workers: WORKERS.GATEWAY_WORKERS,
        'capacity req/s': Math.round(capacity),
        'offered req/s': Math.round((seen.sent + seen.unsent) / seconds),
        'sent req/s': Math.round(seen.sent / seconds),
        'admitted req/s': Math.round(seen.admitted / seconds),
        'admitted p50 ms': Math.round(seen.admittedP50Ms),
        refused: seen.refused,
        'refused p99 ms': Math.round(seen.refusedP99Ms),
        'refused without Retry-After': seen.withoutRetryAfter,
        'other statuses': seen.others,
        'without an answer': seen.unanswered,
        'not sent for want of a connection': seen.unsent,
      }
    }
    const goals = { atLeast: 300, aim: 150 }
    return [
      {
        what: `overload at ${TIMES}× capacity, p99 of the admitted`,
        unit: 'ms',
        better: 'less',
        ...goals,
        runs,
        notes,
      },
    ]
  })
}
