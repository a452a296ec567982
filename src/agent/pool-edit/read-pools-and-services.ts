import type { KubeClient } from '../kube/kube-client.ts'
import type { IPAddressPool } from '../kube/kube-objects.ts'
import { ipAddressPools, services } from '../kube/resource.ts'
import type { ObservedPool } from '../model/observed-pool.ts'
import type { ObservedService } from '../model/observed-service.ts'
import { readService } from '../object/read-service.ts'
import { readPool } from '../pool/read-pool.ts'

/** Where pools are edited. */
export interface PoolCluster {
  readonly client: Pick<KubeClient, 'list' | 'create' | 'mergePatch' | 'delete'>
  readonly metallbNamespace: string
  readonly agentNamespace: string
}

export interface PoolsAndServices {
  readonly pools: readonly ObservedPool[]
  /** By name, as the API server has them. */
  readonly objects: ReadonlyMap<string, IPAddressPool>
  /** Those of type LoadBalancer. */
  readonly services: readonly ObservedService[]
}

/**
 * What is now, agreed by etcd's quorum. Services are read after the pools: what is given out between the two is seen.
 * Throws what the client throws.
 */
export async function readPoolsAndServices(cluster: PoolCluster): Promise<PoolsAndServices> {
  const { client, metallbNamespace: namespace, agentNamespace } = cluster
  const { items: pools } = await client.list(ipAddressPools, { namespace })
  const { items } = await client.list(services, { fieldSelector: 'spec.type=LoadBalancer' })
  return {
    pools: pools.map((pool) => readPool(pool, agentNamespace).pool),
    objects: new Map(pools.map((pool) => [pool.metadata.name, pool])),
    services: items.map((service) => readService(service, agentNamespace)),
  }
}
