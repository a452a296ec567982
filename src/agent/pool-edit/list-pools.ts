import { observePool, type PoolObservation } from '../observe/pool-observation.ts'
import { type PoolCluster, readPoolsAndServices } from './read-pools-and-services.ts'

/** The pools as they are now, without an agent. Throws what the client throws. */
export async function listPools(cluster: PoolCluster): Promise<readonly PoolObservation[]> {
  const { pools, services } = await readPoolsAndServices(cluster)
  return pools.map((pool) => observePool(pool, services))
}
