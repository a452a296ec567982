import { createKubeClient, type KubeClient } from '#agent/kube/kube-client.ts'
import type { Service } from '#agent/kube/kube-objects.ts'
import { services } from '#agent/kube/resource.ts'
import { plainAccess } from '#agent/kube/test-kube-server.ts'
import { type DevCluster, type DevClusterOptions, openDevCluster } from './dev-cluster.ts'

/** A cluster with one namespace `lease`, and the agent's client of it. */
export interface TestCluster extends DevCluster {
  readonly client: KubeClient
  readonly close: () => Promise<void>
}

/** Of 198.51.100.0/29, without bookmarks and delays that a test would have to wait for. */
export async function openTestCluster(options: Partial<DevClusterOptions> = {}): Promise<TestCluster> {
  const cluster = await openDevCluster({
    seed: 'faults',
    now: () => new Date(),
    pools: { default: { addresses: ['198.51.100.0/29'] } },
    namespaces: ['lease'],
    bookmarkMs: 20,
    namespaceDelayMs: 20,
    ...options,
  })
  const client = createKubeClient(plainAccess(cluster.config.server), 2_000)
  const close = async () => {
    await client.close()
    await cluster.stop()
  }
  return { ...cluster, client, close }
}

export const named = (name: string) => ({ namespace: 'lease', name })

/** A LoadBalancer Service of one port, TCP/80 where nothing else is said. */
export const portService = (name: string, annotations: Record<string, string> = {}, port = 80) => ({
  metadata: { ...named(name), annotations },
  spec: {
    type: 'LoadBalancer' as const,
    allocateLoadBalancerNodePorts: false,
    ports: [{ name: 'port', protocol: 'TCP' as const, port }],
  },
})

export const pinnedTo = (address: string) => ({ 'metallb.io/loadBalancerIPs': address })

export const addressOf = ({ status }: Service): string | null =>
  status?.loadBalancer?.ingress?.[0]?.ip ?? null

/** Its address as it is stored, whatever reads are made to say. */
export async function storedAddress(cluster: TestCluster, name: string): Promise<string | null> {
  return addressOf(await cluster.client.get(services, named(name)))
}
