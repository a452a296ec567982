import { type Agent, startAgent } from '#agent/agent.ts'
import { createKubeClient } from '#agent/kube/kube-client.ts'
import type { LeaseWord } from '#agent/model/chain-word.ts'
import { type LeaseRef, leaseRefKey } from '#agent/model/lease-ref.ts'
import type { AgentPolicy } from '#agent/model/policy.ts'
import type { ChainOracle } from '#agent/oracle/chain-oracle.ts'
import { services } from '#devnet/cluster/api/kind.ts'
import { type DevCluster, openDevCluster } from '#devnet/cluster/dev-cluster.ts'
import { ClusterFaults } from '#devnet/cluster/fault/cluster-faults.ts'
import type { KubeRequest } from '#devnet/cluster/http/kube-request.ts'
import { KubeServer } from '#devnet/cluster/http/kube-server.ts'
import { Random } from '#devnet/simulation/random.ts'
import { Failure } from '#domain/failure.ts'
import { formatIpAddress, parseIpAddress } from '#domain/ip-address.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog, type Log } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { randomId } from '#platform/random-id.ts'
import type { KubeConfig } from '../contract/kube-api.ts'
import { rangeOf } from '../scenario/dev-world.ts'
import { seededRandom } from './seeded-random.ts'

/** A cluster of which agents see the faulty side, and all others a side without faults. */
export interface AgentWorld {
  readonly cluster: DevCluster
  /** For everybody but agents. */
  readonly others: KubeConfig
  readonly chain: TestChain
  readonly policy: AgentPolicy
  /** How many the pool has. */
  readonly addresses: number
  /** Those that no Service has or asks for, the lowest first. */
  free(): readonly string[]
  /** Another agent, in this process. Ends with the world. */
  start(): Agent
  /** What agents logged. */
  log(): string
  close(): Promise<void>
}

export interface AgentWorldOptions {
  readonly seed: string
  readonly provider: string
  /** Addresses in the pool. */
  readonly addresses: number
  readonly policy?: Partial<AgentPolicy>
}

/** As an operator would have them, but for the waits after a lease's end. */
const POLICY = {
  agentNamespace: 'ipgw-agent',
  metallbNamespace: 'metallb-system',
  holdAfterCloseMs: 3_000,
  quarantineMs: 3_000,
  maxHoldsPerOwner: 5,
  chainWordMs: 2_000,
  vanishGraceMs: 300_000,
  massVanishShare: 0.5,
  refusedAfterMs: 5_000,
}

/** The words of a chain, without its blocks. */
export class TestChain implements ChainOracle {
  readonly #words = new Map<string, LeaseWord>()
  isSilent = false

  set = (lease: LeaseRef, word: LeaseWord): void => {
    this.#words.set(leaseRefKey(lease), word)
  }

  ask = async (lease: LeaseRef): Promise<LeaseWord> => {
    if (this.isSilent) throw new Failure('NODE_UNAVAILABLE', 'the chain is silent')
    return this.#words.get(leaseRefKey(lease)) ?? 'unknown'
  }
}

export async function openAgentWorld(options: AgentWorldOptions): Promise<AgentWorld> {
  const { seed, provider, addresses } = options
  const cluster = await openDevCluster({
    seed,
    now: () => new Date(),
    pools: { default: { addresses: [rangeOf(addresses)] } },
    namespaces: ['lease', 'ipgw-agent'],
  })
  const { server: clean, config: others } = await openSide(cluster)
  const policy = { ...POLICY, provider, ...options.policy }
  const world = { cluster, chain: new TestChain(), policy, addresses, free: () => freeOf(cluster, addresses) }
  const lines: string[] = []
  const log = createLog({ level: 'info', format: 'json', sink: { write: (line) => lines.push(line) } })
  const agents: Agent[] = []
  const close = async () => {
    await Promise.all(agents.map((agent) => agent.stop()))
    await clean.close()
    await cluster.stop()
  }
  const start = () => {
    const agent = startAgentIn(world, { seed: `${seed}/${agents.length}`, log })
    agents.push(agent)
    return agent
  }
  return { ...world, others, start, log: () => lines.join(''), close }
}

function freeOf({ api }: DevCluster, count: number): readonly string[] {
  const taken = JSON.stringify(api.store.list(services))
  const { value } = parseIpAddress('198.18.0.0')
  const all = Array.from({ length: count }, (_, n) =>
    formatIpAddress({ family: 4, value: value + BigInt(n) }),
  )
  return all.filter((address) => !taken.includes(`"${address}"`))
}

/** Another API server of a cluster, without faults. */
export async function openSide(
  { api, config: { token } }: DevCluster,
  onRequest: (request: KubeRequest) => void = () => undefined,
) {
  const faults = new ClusterFaults(new Random('none'))
  const server = new KubeServer({ api, faults, token, bookmarkMs: 1_000, onRequest })
  await server.listen()
  return { server, config: { server: server.url, token } }
}

function startAgentIn(
  { cluster, chain, policy }: Pick<AgentWorld, 'cluster' | 'chain' | 'policy'>,
  { seed, log }: { readonly seed: string; readonly log: Log },
): Agent {
  const { server, token } = cluster.config
  const access = { server, tls: {}, authorization: async () => `Bearer ${token}`, namespace: null }
  const client = createKubeClient(access)
  const agent = startAgent({
    mode: 'drive',
    policy,
    manifestNamespace: 'lease',
    client,
    identity: seed,
    oracle: chain,
    metallbMetrics: null,
    metrics: createMetrics({ processMetrics: false }),
    clock: systemClock,
    random: seededRandom(new Random(seed).between(0, 2 ** 31)),
    makeId: randomId,
    log,
  })
  const stop = async () => {
    await agent.stop()
    await client.close()
  }
  return { ...agent, state: () => agent.state(), onChange: (listener) => agent.onChange(listener), stop }
}
