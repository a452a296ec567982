import { expect } from 'vitest'
import { type DevClusterOptions, openDevCluster } from '#devnet/cluster/dev-cluster.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { randomId } from '#platform/random-id.ts'
import { type Agent, type AgentOptions, startAgent } from './agent.ts'
import { aroundWrites } from './kube/around-writes.ts'
import { createKubeClient, type KubeClient } from './kube/kube-client.ts'
import type { LeaseWord } from './model/chain-word.ts'
import { leaseRefKey } from './model/lease-ref.ts'
import type { AgentPolicy } from './model/policy.ts'
import { lease as someLease } from './stock/test-wishes.ts'
import { TestCluster, type TestPort } from './test-cluster.ts'

export const testPolicy: AgentPolicy = {
  provider: someLease.provider,
  agentNamespace: 'ipgw-agent',
  metallbNamespace: 'metallb-system',
  holdAfterCloseMs: 0,
  quarantineMs: 600_000,
  maxHoldsPerOwner: 2,
  chainWordMs: 60_000,
  vanishGraceMs: 1000,
  massVanishShare: 0.2,
  refusedAfterMs: 2000,
}

/** Such a cluster, and agents over the real client. */
export class TestBed extends TestCluster {
  readonly #opened: (() => Promise<void>)[] = []
  /** What the chain says; a lease that is not here is active. */
  readonly words = new Map<string, LeaseWord>()
  readonly asked: string[] = []

  /** An agent that counts its writes in `writes`. */
  startAgent(options: Partial<AgentOptions> = {}): { agent: Agent; writes: string[] } {
    const { server, token } = this.cluster.config
    const access = { server, tls: {}, namespace: null, authorization: async () => `Bearer ${token}` }
    const client = createKubeClient(access)
    const writes: string[] = []
    const agent = startAgent({
      mode: 'drive',
      policy: testPolicy,
      manifestNamespace: 'lease',
      client: countWrites(client, writes),
      identity: `test-${randomId()}`,
      oracle: {
        ask: async (lease) => {
          this.asked.push(leaseRefKey(lease))
          return this.words.get(leaseRefKey(lease)) ?? 'active'
        },
      },
      metallbMetrics: null,
      metrics: createMetrics({ processMetrics: false }),
      clock: systemClock,
      random: Math.random,
      makeId: randomId,
      log: createLog({ level: process.env.TEST_LOG === 'on' ? 'info' : 'silent', format: 'json' }),
      limits: { resyncMs: 500 },
      ...options,
    })
    const stop = once(async () => {
      await agent.stop()
      await client.close()
    })
    this.#opened.push(stop)
    return { agent: { ...bound(agent), stop }, writes }
  }

  /** An agent, and a lease for each of the ports that it has opened. */
  async opened(...ports: readonly TestPort[]): Promise<{ agent: Agent; writes: string[] }> {
    const started = this.startAgent()
    for (const port of ports) {
      if (!this.hasNamespace(port.lease)) this.addNamespace(port.lease)
      this.addPlip(port)
    }
    await expect.poll(() => openPorts(started.agent), soon).toBe(ports.length)
    return started
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.map((stop) => stop()))
    await this.cluster.stop()
  }
}

/** What the tests wait for comes within moments, on a busy machine within seconds. */
export const soon = { timeout: 15_000, interval: 10 }

export const openPorts = (agent: Pick<Agent, 'state'>) =>
  agent.state().verdicts.flatMap(({ ports }) => ports.filter(({ state }) => state === 'open')).length

export async function openTestBed(options: Partial<DevClusterOptions> = {}): Promise<TestBed> {
  const cluster = await openDevCluster({
    seed: 'agent',
    now: () => new Date(),
    pools: { default: { addresses: ['198.51.100.0/28'] } },
    namespaces: ['lease', 'ipgw-agent'],
    ...options,
  })
  return new TestBed(cluster)
}

const countWrites = (client: KubeClient, writes: string[]): KubeClient =>
  aroundWrites(client, ({ verb, resource, name }, send) => {
    if (resource.plural !== 'leases') writes.push(`${verb} ${resource.plural} ${name}`)
    return send()
  })

const bound = (agent: Agent) => ({
  state: () => agent.state(),
  onChange: (listener: () => void) => agent.onChange(listener),
})

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => (done ??= work())
}
