import { Failure } from '#domain/failure.ts'
import type { IPAddressPool, ObjectMeta } from '../kube/kube-objects.ts'
import { verdictOf } from '../kube/kube-verdict.ts'
import { ipAddressPools } from '../kube/resource.ts'
import { type PoolEdit, poolEditRefusal } from '../pool/pool-guard.ts'
import { type PoolCluster, type PoolsAndHoldings, readPoolsAndHoldings } from './read-holdings.ts'

/**
 * Somebody else, MetalLB's status among them, changes pools between reading and writing: then all is read and judged
 * anew.
 */
const MAX_ATTEMPTS = 5

/**
 * Makes, changes or deletes an IPAddressPool with the rights of whoever runs it, unless that takes an address from
 * somebody: that throws POOL_IN_USE which names lease, address and rule. An update leaves alone what it does not name.
 * Pools and Services are read right before the write, which holds only for the pool as it was read; and once more after
 * it: an address that was given out meanwhile has the write undone. Throws BAD_USER_INPUT and NOT_FOUND like
 * `poolEditRefusal`, KUBE_REFUSED where Kubernetes or MetalLB's webhook refuses, KUBE_UNAVAILABLE.
 */
export async function editPool(cluster: PoolCluster, edit: PoolEdit): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await editOnce(cluster, edit)
    } catch (error) {
      if (verdictOf(error) !== 'conflict' || attempt === MAX_ATTEMPTS) throw error
    }
  }
}

async function editOnce(cluster: PoolCluster, edit: PoolEdit): Promise<void> {
  const before = await readPoolsAndHoldings(cluster)
  const object = before.objects.get(edit.name)
  const whole = edit.kind === 'update' ? { ...object?.spec, ...edit } : edit
  const refusal = refusalOf(cluster, before, whole)
  if (refusal !== null) throw refusal
  if (edit.kind === 'create' || object === undefined) return await createPool(cluster, edit)
  const written =
    edit.kind === 'delete' ? await deletePool(cluster, object) : await patchPool(cluster, object, edit)
  const { holdings } = await readPoolsAndHoldings(cluster)
  const late = refusalOf(cluster, { ...before, holdings }, whole)
  if (late?.code === 'POOL_IN_USE') await undo(cluster, { object, written, late })
}

const refusalOf = (
  { agentNamespace }: PoolCluster,
  { pools, holdings }: Pick<PoolsAndHoldings, 'pools' | 'holdings'>,
  edit: PoolEdit,
) => poolEditRefusal({ pools, edit, holdings, agentNamespace })

async function createPool(
  { client, metallbNamespace: namespace }: PoolCluster,
  edit: PoolEdit,
): Promise<void> {
  if (edit.kind === 'delete') return
  const { kind: _, name, ...spec } = edit
  await client.create(ipAddressPools, { metadata: { namespace, name }, spec })
}

async function deletePool(
  { client, metallbNamespace: namespace }: PoolCluster,
  { metadata: { name, uid, resourceVersion } }: IPAddressPool,
): Promise<null> {
  await client.delete(ipAddressPools, { namespace, name, uid, resourceVersion })
  return null
}

type Spec = IPAddressPool['spec']

const patchPool = (
  { client, metallbNamespace: namespace }: PoolCluster,
  { metadata: { name, uid, resourceVersion } }: { readonly metadata: ObjectMeta },
  spec: Partial<Spec>,
): Promise<IPAddressPool> =>
  client.mergePatch(ipAddressPools, {
    namespace,
    name,
    resourceVersion,
    patch: { metadata: { uid }, spec: specPatch(spec) },
  })

/** What stands in an object is merged field by field, so the fields of an allocation that is not meant go. */
function specPatch({ addresses, autoAssign, avoidBuggyIPs, serviceAllocation }: Partial<Spec>) {
  const none = { priority: null, namespaces: null, namespaceSelectors: null, serviceSelectors: null }
  return {
    ...(addresses === undefined ? {} : { addresses }),
    ...(autoAssign === undefined ? {} : { autoAssign }),
    ...(avoidBuggyIPs === undefined ? {} : { avoidBuggyIPs }),
    ...(serviceAllocation === undefined ? {} : { serviceAllocation: { ...none, ...serviceAllocation } }),
  }
}

interface Undoing {
  /** As it was. */
  readonly object: IPAddressPool
  /** As it is now; null: it was deleted. */
  readonly written: IPAddressPool | null
  readonly late: Failure
}

/** Puts the pool back as it was, and throws what was found too late. A pinned Service gets its address back with it. */
async function undo(cluster: PoolCluster, { object, written, late }: Undoing): Promise<never> {
  const { client, metallbNamespace: namespace } = cluster
  const { name, labels, annotations } = object.metadata
  const metadata = { namespace, name, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) }
  if (written === null) await client.create(ipAddressPools, { metadata, spec: object.spec })
  else await patchPool(cluster, written, { autoAssign: true, avoidBuggyIPs: false, ...object.spec })
  throw new Failure(
    'POOL_IN_USE',
    `${late.message} (given out while the pool was changed; it is as it was)`,
    {
      ...late.values,
    },
  )
}
