import { connect } from 'node:net'
import { type Clock, systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import type { EndpointVerdict } from '../model/verdict.ts'
import type { Observation } from '../observe/observation.ts'
import { observePool } from '../observe/pool-observation.ts'
import { poolOf } from '../pool/test-services.ts'
import { lease, wish } from '../stock/test-wishes.ts'
import { type AgentMetrics, createAgentMetrics } from './agent-metrics.ts'
import { type AgentServer, startAgentServer } from './agent-server.ts'
import type { AgentState } from './agent-state.ts'
import { createObservationFeed, type ObservationFeed } from './observation-feed.ts'

export interface TestAgent extends AgentServer {
  readonly feed: ObservationFeed
  readonly agentMetrics: AgentMetrics
  /** What was logged, a line each. */
  readonly lines: string[]
  state: AgentState
}

const idle: AgentState = { unready: null, lastPlanMs: null, queue: { ready: 0, running: 0, pausing: 0 } }

export async function openTestAgent(part: { readonly clock?: Clock } = {}): Promise<TestAgent> {
  const { clock = systemClock } = part
  const lines: string[] = []
  const metrics = createMetrics({ processMetrics: false })
  const agentMetrics = createAgentMetrics(metrics)
  const feed = createObservationFeed({ epoch: 'run-1', provider: lease.provider, mode: 'drive' }, clock)
  const agent = { feed, agentMetrics, lines, state: idle }
  const server = await startAgentServer({
    listen: { host: '127.0.0.1', port: 0 },
    feed,
    state: () => agent.state,
    metrics,
    agentMetrics,
    version: '1.2.3',
    clock,
    log: createLog({ level: 'debug', format: 'json', sink: { write: (line) => lines.push(line) } }),
  })
  return Object.assign(agent, server)
}

/** An endpoint with an open port for each number. */
export const holdingOf = (address: string | null, ports: readonly number[] = [80]): EndpointVerdict => ({
  owner: lease.owner,
  sharingKey: wish.sharingKey,
  state: address === null ? 'pending' : 'assigned',
  address,
  pool: address === null ? null : 'default',
  until: null,
  pending:
    address === null ? { reason: 'POOL_EXHAUSTED', message: 'pool "default" has no free address' } : null,
  ports: ports.map((externalPort) => ({
    lease,
    service: 'web',
    externalPort,
    port: 3000,
    protocol: 'TCP',
    state: address === null ? 'pending' : 'open',
    pending: null,
  })),
})

export const observationOf = (...holdings: readonly EndpointVerdict[]): Observation => ({
  holdings,
  pools: [observePool(poolOf(['198.51.100.0/24']), [])],
  alarms: [],
})

/** What comes back for bytes that are sent as they are; the connection is closed by the other side, or after 2 s. */
export function sendBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.setTimeout(2000, () => socket.destroy())
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}
