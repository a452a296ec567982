import { startGatewayProcess } from './gateway-process.ts'
import { openBed } from './index-bed.ts'
import type { Figure } from './measure.ts'
import { percentile } from './measure.ts'
import { spawnNode } from './spawn-node.ts'

/** How long after a block exists at the node GraphQL answers from it. The reader polls: its step is part of the figure. */
export async function freshnessBench(isSmoke: boolean): Promise<Figure[]> {
  const blocks = isSmoke ? 5 : 200
  const blockMs = 400
  const node = await spawnNode({
    simulation: { seed: 'bench', activeLeases: 200, blockMs, txPerBlock: 1 },
    ticks: true,
  })
  const bed = await openBed()
  const gateway = await startGatewayProcess(bed, node)
  const made = new Map<number, number>()
  node.onBlock(({ height, atMs }) => made.set(height, atMs))
  const delays: number[] = []
  // Blocks that were made while nobody listened are told late; they say nothing.
  let seen = Number.MAX_SAFE_INTEGER
  while (delays.length < blocks) {
    const answer = (await gateway.query('{ network { indexedHeight } }')) as {
      data: { network: { indexedHeight: string } }
    }
    const height = Number(answer.data.network.indexedHeight)
    for (const [one, atMs] of made) {
      if (one > height) continue
      if (one > seen) delays.push(Date.now() - atMs)
      made.delete(one)
    }
    seen = seen === Number.MAX_SAFE_INTEGER ? height : Math.max(seen, height)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await gateway.close()
  await bed.close()
  await node.close()
  const notes = {
    blocks,
    blockMs,
    'p50 ms': Math.round(percentile(delays, 0.5)),
    'max ms': Math.round(Math.max(...delays)),
  }
  const runs = [percentile(delays, 0.99) / 1000]
  return [
    {
      what: 'block on the node to GraphQL, p99',
      unit: 's',
      better: 'less',
      atLeast: 1,
      aim: 0.5,
      runs,
      notes,
    },
  ]
}
