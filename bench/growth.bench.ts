import { indexOn, openBed } from './index-bed.ts'
import type { Figure } from './measure.ts'
import { spawnNode } from './spawn-node.ts'

/** What an empty block adds to the database, each block in a commit of its own as at the tip. */
export async function growthBench(isSmoke: boolean): Promise<Figure[]> {
  const blocks = isSmoke ? 200 : 5_000
  const node = await spawnNode({ simulation: { seed: 'bench', txPerBlock: 0 } })
  const bed = await openBed()
  const size = async () => {
    await bed.sql`checkpoint`
    const [row] = await bed.sql`select pg_database_size(current_database()) as bytes`
    return Number(row?.bytes)
  }
  await indexOn(bed, node, { options: {} })
  const before = await size()
  await node.produce(blocks)
  await indexOn(bed, node, { options: { batch: 1 } })
  const runs = [((await size()) - before) / blocks]
  await bed.close()
  await node.close()
  return [
    {
      what: 'database growth per empty block',
      unit: 'bytes',
      better: 'less',
      atLeast: 1_000,
      aim: 100,
      runs,
      notes: { blocks },
    },
  ]
}
