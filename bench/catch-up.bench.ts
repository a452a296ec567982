import { indexOn, openBed } from './index-bed.ts'
import type { Figure } from './measure.ts'
import { spawnNode } from './spawn-node.ts'

interface Case {
  readonly what: string
  readonly txPerBlock: number
  readonly latencyMs: number
  readonly blocks: number
  readonly goals: { readonly atLeast: number; readonly aim: number }
}

const cases: readonly Case[] = [
  { what: '1 tx/block', txPerBlock: 1, latencyMs: 0, blocks: 8_000, goals: { atLeast: 800, aim: 1_500 } },
  { what: '5 tx/block', txPerBlock: 5, latencyMs: 0, blocks: 2_000, goals: { atLeast: 100, aim: 200 } },
  {
    what: '1 tx/block, 50 ms node',
    txPerBlock: 1,
    latencyMs: 50,
    blocks: 6_000,
    goals: { atLeast: 400, aim: 600 },
  },
]

/** Blocks per second with all writes, from a node in another process that has produced them before. */
export async function catchUpBench(isSmoke: boolean): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const one of cases) {
    const blocks = isSmoke ? 100 : one.blocks
    const runs: number[] = []
    let notes = {}
    for (let round = 0; round < (isSmoke ? 1 : Number(process.env.BENCH_ROUNDS ?? 3)); round++) {
      const measured = await catchUp(one, blocks)
      runs.push(measured.rate)
      notes = { blocks, txPerBlock: one.txPerBlock, latencyMs: one.latencyMs, changes: measured.changes }
    }
    figures.push({
      what: `catching up: ${one.what}`,
      unit: 'blocks/s',
      better: 'more',
      ...one.goals,
      runs,
      notes,
    })
  }
  return figures
}

async function catchUp({ txPerBlock, latencyMs }: Case, blocks: number) {
  const node = await spawnNode({ simulation: { seed: 'bench', activeLeases: 200, txPerBlock }, latencyMs })
  const bed = await openBed()
  try {
    await indexOn(bed, node, { options: {} })
    await node.produce(blocks)
    const startMs = performance.now()
    await indexOn(bed, node, { options: { batch: 100 } })
    const seconds = (performance.now() - startMs) / 1000
    const [row] = await bed.sql`select count(*) as changes from change`
    return { rate: blocks / seconds, changes: Number(row?.changes) }
  } finally {
    await bed.close()
    await node.close()
  }
}
