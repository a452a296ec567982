import type { KubeAccess } from '#agent/kube/kube-access.ts'
import { createKubeClient, type KubeClient } from '#agent/kube/kube-client.ts'
import { isFailure } from '#domain/failure.ts'
import { type Cluster, openCluster } from '../test/cluster/bed.ts'
import { installOverrides } from '../test/cluster/cluster-world.ts'
import { type LeaseChain, startLeaseChain } from '../test/scenario/lease-chain.ts'
import { nthAddress } from './agent-endpoint.ts'
import { type AgentProcess, startAgentProcess } from './agent-process.ts'
import { type ServiceWatch, startServiceWatch } from './service-watch.ts'

/** A real cluster, a chain, and the agent's own client, by which the bench makes and sees everything. */
export interface AgentBed {
  readonly cluster: Cluster
  readonly client: KubeClient
  readonly watch: ServiceWatch
  readonly chain: LeaseChain
  /** `ipgw agent`, ended with the bed. */
  startAgent(): Promise<AgentProcess>
}

/** Runs on a bed of so many addresses. */
export async function onAgentBed<T>(addresses: number, run: (bed: AgentBed) => Promise<T>): Promise<T> {
  const closers: (() => Promise<void>)[] = []
  try {
    const pools = [{ name: 'default', addresses: [`${nthAddress(0)}-${nthAddress(addresses - 1)}`] }]
    const cluster = await openCluster({ metallb: '0.16.1', pools })
    closers.unshift(cluster.stop)
    await installOverrides(cluster)
    const chain = await startLeaseChain('bench')
    closers.unshift(chain.close)
    const client = createKubeClient(accessTo(cluster))
    closers.unshift(client.close)
    const watch = await startServiceWatch(client)
    closers.unshift(watch.stop)
    const startAgent = async () => {
      const agent = await startAgentProcess({ cluster, client, chain })
      closers.unshift(agent.stop)
      return agent
    }
    return await run({ cluster, client, watch, chain, startAgent })
  } finally {
    for (const close of closers) await close()
  }
}

/** Without Go, and without programs that it built before, there is no cluster: says so and answers null. */
export async function unlessWithoutGo<T>(run: () => Promise<T>): Promise<T | null> {
  try {
    return await run()
  } catch (error) {
    if (!isFailure(error, 'BAD_SETTING')) throw error
    console.log(`skipped: ${error.message}`)
    return null
  }
}

function accessTo({ config }: Cluster): KubeAccess {
  const { server, token, ca } = config
  return { server, tls: { ca }, namespace: null, authorization: async () => `Bearer ${token}` }
}
