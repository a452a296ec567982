import { ipAddressPools, services } from '../kube/resource.ts'
import { readService } from '../object/read-service.ts'
import { observePool, type PoolObservation } from '../observe/pool-observation.ts'
import { readPool } from '../pool/read-pool.ts'
import type { PoolCluster } from './read-pools-and-services.ts'

/** The pools as they are now, without an agent. Throws what the client throws. */
export async function listPools({
  client,
  metallbNamespace: namespace,
  agentNamespace,
}: PoolCluster): Promise<readonly PoolObservation[]> {
  const { items: pools } = await client.list(ipAddressPools, { namespace })
  const { items } = await client.list(services, { fieldSelector: 'spec.type=LoadBalancer' })
  const observed = items.map((service) => readService(service, agentNamespace))
  return pools.map((pool) => observePool(readPool(pool, agentNamespace).pool, observed))
}
