import { Failure } from '#domain/failure.ts'
import { ipAddressPools } from '../kube/resource.ts'
import { cordonAnnotation } from '../object/own-names.ts'
import { type CordonEdit, cordonAfter } from '../pool/cordon.ts'
import { readPool } from '../pool/read-pool.ts'
import type { PoolCluster } from './read-pools-and-services.ts'
import { retryConflicts } from './retry-conflicts.ts'

/**
 * Keeps addresses of a pool from being given to anybody new, or lets them go again; returns the cordon that there is
 * afterwards, "" for none. Throws NOT_FOUND, BAD_USER_INPUT like `cordonAfter` and for a cordon that cannot be read, and
 * KUBE_CONFLICT where the pool changes all the time.
 */
export const cordonPool = (cluster: PoolCluster, edit: CordonEdit): Promise<string> =>
  retryConflicts(() => cordonOnce(cluster, edit))

async function cordonOnce(cluster: PoolCluster, edit: CordonEdit): Promise<string> {
  const { client, metallbNamespace: namespace, agentNamespace } = cluster
  const { items } = await client.list(ipAddressPools, { namespace })
  const object = items.find(({ metadata }) => metadata.name === edit.name)
  if (object === undefined)
    throw new Failure('NOT_FOUND', `there is no pool "${edit.name}"`, { pool: edit.name })
  const { pool, faults } = readPool(object, agentNamespace)
  const fault = faults.find((words) => words.includes(cordonAnnotation))
  if (fault !== undefined)
    throw new Failure('BAD_USER_INPUT', `${fault}; mend or remove the annotation first`, { pool: edit.name })
  const after = cordonAfter(pool, edit)
  const { name, uid, resourceVersion } = object.metadata
  const patch = { metadata: { uid, annotations: { [cordonAnnotation]: after } } }
  await client.mergePatch(ipAddressPools, { namespace, name, resourceVersion, patch })
  return after ?? ''
}
