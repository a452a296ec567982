import { expect } from 'vitest'
import type { Devnet } from '#devnet/devnet.ts'
import type { Switches } from '#devnet/fault/switches.ts'
import type { SimulationOptions } from '#devnet/simulated.ts'
import { joinTestCluster, type TestCluster } from '#platform/test-postgres.ts'
import { driftText } from '../../functions/drift-text.ts'
import { driftAgainst, type EndState, endState, expectSoundFeed } from './end-state.ts'
import { type Indexer, type IndexerOptions, startIndexer } from './indexer.ts'
import { END, type Nodes, nameOf, START, startNodes } from './nodes.ts'
import { until } from './until.ts'

/** An index that is made while nodes misbehave. */
export interface Trial {
  readonly nodes: Nodes
  /** The node that comes first, and misbehaves. */
  readonly bad: Devnet
  readonly indexer: Indexer
  /** Waits until the index stands at a height, has all history, and everything doubtful is settled. */
  indexed(height: number): Promise<void>
  /** Waits until /status says this of the bad node. */
  shows(wanted: object): Promise<void>
  /** Waits for a line of the log that names the bad node. */
  logged(text: RegExp): Promise<void>
}

export interface TrialOptions {
  readonly nodes: number
  /** From before the start on, at the first node. Default: none. */
  readonly switches?: Switches
  /** Seconds of the fast clock between comparisons; default none. */
  readonly verifyEvery?: number
  /** What is special about the chain. */
  readonly chain?: Partial<SimulationOptions>
  /** Where the chain ends; default END. */
  readonly end?: number
  /** Tables that hold something else than the undisturbed ones; default none. */
  readonly differs?: readonly string[]
  /** Whether faults stay on to the end. Default: they are cleared after the work. */
  readonly keepFaults?: boolean
}

/** Where trials are made, beside an index that nothing disturbed. */
export interface Lab {
  readonly undisturbed: EndState
  /** What an index holds that was begun at `from` (default START), with nothing in its way. */
  ideal(height: number, chain?: Partial<SimulationOptions>, from?: number): Promise<EndState>
  /** Indexes START to END in one go, with these switches at all nodes. */
  once(nodes: number, switches: Switches): Promise<EndState>
  /** Runs `work` beside an index of its own, then expects that to be whole, true and like an undisturbed one. */
  trial(options: TrialOptions, work: (trial: Trial) => Promise<void>): Promise<EndState>
  close(): Promise<void>
}

export async function openLab(): Promise<Lab> {
  const cluster = joinTestCluster()
  const undisturbed = await indexedOnce(cluster, { height: END })
  return {
    undisturbed,
    ideal: (height, chain, from) => indexedOnce(cluster, { height, chain, from }),
    once: (count, switches) => indexedOnce(cluster, { height: END, count, switches }),
    trial: (options, work) => trial(cluster, { undisturbed, ...options }, work),
    close: () => cluster.close(),
  }
}

type Changes = Partial<Pick<IndexerOptions, 'once' | 'verifyEvery' | 'from'>>

interface OnceOptions {
  readonly height: number
  readonly chain?: Partial<SimulationOptions> | undefined
  readonly from?: number | undefined
  readonly count?: number
  readonly switches?: Switches
}

const start = (nodes: Nodes, databaseUrl: string, changes: Changes = {}) =>
  startIndexer({
    databaseUrl,
    chainId: nodes.all[0]?.chainId ?? '',
    urls: nodes.all.map(({ url }) => url),
    from: START,
    ...changes,
  })

async function indexedOnce(
  cluster: TestCluster,
  { height, chain, from = START, count = 1, switches = {} }: OnceOptions,
): Promise<EndState> {
  const nodes = await startNodes(count, chain ?? {})
  for (const { faults } of nodes.all) faults.set(switches)
  const database = await cluster.createDatabase()
  nodes.grow(height)
  await (await start(nodes, database.url, { once: true, from })).done
  const state = await endState(database.url)
  await database.drop()
  await nodes.close()
  return state
}

async function trial(
  cluster: TestCluster,
  options: TrialOptions & { readonly undisturbed: EndState },
  work: (trial: Trial) => Promise<void>,
): Promise<EndState> {
  const { switches = {}, verifyEvery = 0, end = END, chain } = options
  const nodes = await startNodes(options.nodes, chain ?? {})
  const database = await cluster.createDatabase()
  const [bad] = nodes.all
  if (bad === undefined) throw new TypeError('no node')
  bad.faults.set(switches)
  const indexer = await start(nodes, database.url, { verifyEvery })
  try {
    const { indexed, ...rest } = waits(indexer, bad)
    await work({ nodes, bad, indexer, indexed, ...rest })
    if (options.keepFaults !== true) bad.faults.clear()
    nodes.grow(end)
    await indexed(end)
    expect(indexer.ended()).toBeNull()
    await indexer.stop()
    const state = await endState(database.url)
    expect((await driftAgainst(bad, database.url)).map(driftText)).toEqual([])
    const { differs = [] } = options
    const { tables } =
      end === END && chain === undefined
        ? options.undisturbed
        : await indexedOnce(cluster, { height: end, chain, from: end })
    const changed = Object.keys(tables).filter((name) => state.tables[name] !== tables[name])
    expect({ height: state.height, changed }).toEqual({ height: end, changed: differs })
    expectSoundFeed(state)
    return state
  } finally {
    if (indexer.ended() === null) await indexer.stop()
    await database.drop()
    await nodes.close()
  }
}

function waits(indexer: Indexer, bad: Devnet): Pick<Trial, 'indexed' | 'shows' | 'logged'> {
  const standing = async () => {
    const { indexedHeight: height, resyncNeeded, stages } = await indexer.status()
    return { height, resyncNeeded, isWhole: stages.every(({ finished }) => finished) }
  }
  const endpoint = async () => (await indexer.status()).endpoints?.find(({ url }) => url === nameOf(bad))
  return {
    indexed: (height) =>
      until(standing, (seen) => expect(seen).toEqual({ height, resyncNeeded: false, isWhole: true })),
    shows: (wanted) => until(endpoint, (seen) => expect(seen).toMatchObject(wanted)),
    logged: (text) => {
      const own = () => indexer.log().filter(({ node }) => node === nameOf(bad))
      return until(own, (lines) => expect(lines.map(({ msg }) => msg).join('\n')).toMatch(text))
    },
  }
}
