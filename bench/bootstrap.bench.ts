import { indexOn, openBed } from './index-bed.ts'
import type { Figure } from './measure.ts'
import { spawnNode } from './spawn-node.ts'

/** Time from an empty database to the active set, and to everything, over a dev node in another process. */
export async function bootstrapBench(isSmoke: boolean): Promise<Figure[]> {
  const [activeLeases, closedLeases] = isSmoke ? [100, 1_000] : [10_000, 500_000]
  const active: number[] = []
  const all: number[] = []
  let rows = 0
  for (let round = 0; round < (isSmoke ? 1 : Number(process.env.BENCH_ROUNDS ?? 3)); round++) {
    const node = await spawnNode({ simulation: { seed: 'bench', activeLeases, closedLeases } })
    const bed = await openBed()
    const startMs = performance.now()
    let activeMs: number | null = null
    const progress = ({ cursor }: { cursor: { activeComplete: boolean } }) => {
      if (cursor.activeComplete) activeMs ??= performance.now() - startMs
    }
    await indexOn(bed, node, { options: {}, events: { progress } })
    active.push((activeMs ?? Number.NaN) / 1000)
    all.push((performance.now() - startMs) / 1000)
    rows = await countRows(bed.sql)
    await bed.close()
    await node.close()
  }
  const notes = { activeLeases, closedLeases, rows, 'rows/s': Math.round(rows / (all[0] ?? 1)) }
  return [
    {
      what: 'bootstrap: active set true',
      unit: 's',
      better: 'less',
      atLeast: 15,
      aim: 5,
      runs: active,
      notes,
    },
    { what: 'bootstrap: everything', unit: 's', better: 'less', atLeast: 360, aim: 120, runs: all, notes },
  ]
}

async function countRows(sql: Awaited<ReturnType<typeof openBed>>['sql']): Promise<number> {
  const [row] =
    await sql`select (select count(*) from lease) + (select count(*) from bid) + (select count(*) from market_order)
    + (select count(*) from deployment) + (select count(*) from deployment_group) as rows`
  return Number(row?.rows)
}
