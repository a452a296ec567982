import { type Devnet, startDevnet } from '#devnet/devnet.ts'
import type { SimulationOptions } from '#devnet/simulated.ts'

/** Where every chain stands when an indexer first meets it. */
export const START = 100
/** Where every chain ends. */
export const END = 160

/** Nodes of one chain. */
export interface Nodes {
  readonly all: readonly Devnet[]
  /** Lets every node make the blocks up to `height`, all of them a block at a time. */
  grow(height: number): void
  close(): Promise<void>
}

/** Starts nodes that make the same blocks, each with faults of its own, at START. */
export async function startNodes(count: number, changes: Partial<SimulationOptions> = {}): Promise<Nodes> {
  const all = await Promise.all(Array.from({ length: count }, () => startNode(changes)))
  const grow = (height: number) => {
    while (all.some(({ node }) => node.tip() < height)) for (const { node } of all) node.produce(1)
  }
  grow(START)
  return { all, grow, close: async () => void (await Promise.all(all.map((node) => node.close()))) }
}

function startNode(changes: Partial<SimulationOptions>): Promise<Devnet> {
  const simulation = { seed: 'trouble', txPerBlock: 3, genesisMs: Date.UTC(2026, 0, 1), ...changes }
  return startDevnet({ simulation, ticks: false, now: () => performance.now() })
}

/** As the log and /status name it. */
export const nameOf = ({ url }: { readonly url: string }) => new URL(url).host
