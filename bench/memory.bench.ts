import { startGatewayProcess } from './gateway-process.ts'
import { openBed } from './index-bed.ts'
import type { Figure } from './measure.ts'
import { median } from './measure.ts'
import { spawnNode } from './spawn-node.ts'

const QUERY =
  '{ leases(first: 20, filter: { hasIpEndpoints: true }) { totalCount nodes { id state price { amount } provider { hostUri } } } }'

/** Resident memory of indexer and gateway at the tip, while somebody asks, without Postgres and the node. */
export async function memoryBench(isSmoke: boolean): Promise<Figure[]> {
  const seconds = isSmoke ? 2 : 60
  const activeLeases = isSmoke ? 100 : 10_000
  const node = await spawnNode({
    simulation: { seed: 'bench', activeLeases, closedLeases: activeLeases, txPerBlock: 2 },
    ticks: true,
  })
  const bed = await openBed()
  const gateway = await startGatewayProcess(bed, node)
  const samples: number[] = []
  const endMs = performance.now() + seconds * 1000
  while (performance.now() < endMs) {
    for (let asked = 0; asked < 5; asked++) await gateway.query(QUERY)
    samples.push(gateway.residentMb())
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  await gateway.close()
  await bed.close()
  await node.close()
  const late = samples.slice(Math.floor(samples.length / 2))
  const notes = { seconds, activeLeases, 'max MB': Math.round(Math.max(...samples)) }
  return [
    {
      what: 'memory of indexer and gateway',
      unit: 'MB',
      better: 'less',
      atLeast: 250,
      aim: 150,
      runs: [median(late)],
      notes,
    },
  ]
}
