import { Failure } from '#domain/failure.ts'
import { Faults } from './faults.ts'
import { startServer } from './server.ts'
import { SimulatedChain } from './simulated.ts'
import type { SimulationOptions } from './simulation/options.ts'
import { readStateFile, type SavedChain, writeStateFile } from './state-file.ts'

export interface DevnetOptions {
  readonly simulation: SimulationOptions
  /**
   * True: a block is made whenever one is due, every `simulation.blockMs` of real time. False: only
   * `node.produce` makes blocks.
   */
  readonly ticks: boolean
  /** Where the height is kept, so that a later start goes on where this one ends. Absent: nothing is kept. */
  readonly stateFile?: string
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 0: any free port. */
  readonly port?: number
  /** Unix milliseconds. */
  readonly now: () => number
}

export interface Devnet {
  /** The RPC endpoint, http://host:port. */
  readonly url: string
  readonly chainId: string
  /** The chain behind it; `node.produce(n)` makes blocks at once. */
  readonly node: SimulatedChain
  /** Switches that make the endpoint misbehave. */
  readonly faults: Faults
  /** Stops the clock and the server. */
  close(): Promise<void>
}

/**
 * Starts a simulated chain and serves it. With a state file the chain is replayed to where it stood (same
 * options, same hashes) and goes on from now.
 * Throws BAD_SETTING when the port is taken or the file belongs to a chain with other options.
 */
export async function startDevnet(options: DevnetOptions): Promise<Devnet> {
  const { host = '127.0.0.1', port = 0, now } = options
  const node = restore(options)
  const faults = new Faults(node, now)
  const server = await startServer({ chain: faults.chain, interfere: faults.interfere, host, port })
  const stop = keepTime(options, node)
  const close = () => {
    stop()
    return server.close()
  }
  return { url: server.url, chainId: node.chainId, node, faults, close }
}

function restore({ simulation, stateFile, now }: DevnetOptions): SimulatedChain {
  const saved = stateFile === undefined ? null : readStateFile(stateFile)
  if (saved === null) return new SimulatedChain({ genesisMs: now(), ...simulation })
  const ownOptions = JSON.stringify(simulation)
  if (saved.options !== ownOptions)
    throw new Failure(
      'BAD_SETTING',
      `${stateFile} belongs to a dev chain with other options: ${saved.options} instead of ${ownOptions}; delete it to begin anew`,
      { stateFile },
    )
  return replay(simulation, saved, now())
}

function replay(simulation: SimulationOptions, saved: SavedChain, nowMs: number): SimulatedChain {
  const [first, ...later] = saved.sessions
  const node = new SimulatedChain({ genesisMs: first?.timeMs ?? nowMs, ...simulation })
  for (const session of later) {
    node.produce(session.height - node.tip())
    node.resumeAt(session.timeMs)
  }
  node.produce(saved.height - node.tip())
  node.resumeAt(nowMs)
  return node
}

/** Makes a block whenever one is due; a late clock catches up. Answers the way to stop. */
function keepTime({ simulation, ticks, stateFile, now }: DevnetOptions, node: SimulatedChain): () => void {
  const options = JSON.stringify(simulation)
  // Written before the block is announced: nobody may have seen a block that a restart would make otherwise.
  const save = (height: number) => {
    if (stateFile !== undefined) writeStateFile(stateFile, { options, height, sessions: node.sessions })
  }
  save(node.tip())
  if (!ticks) return () => undefined
  const start = { height: node.tip(), ms: now() }
  const tick = () => {
    const due = start.height + Math.floor((now() - start.ms) / node.blockMs)
    while (node.tip() < due) {
      save(node.tip() + 1)
      node.produce(1)
    }
  }
  const timer = setInterval(tick, Math.min(node.blockMs, 100))
  return () => clearInterval(timer)
}
