import { Failure } from '#domain/failure.ts'
import type { IPAddressPool, MergePatch } from '../kube/kube-objects.ts'
import { ipAddressPools } from '../kube/resource.ts'
import type { ObservedService } from '../model/observed-service.ts'
import { holdingsOf, type PoolEdit, poolEditRefusal } from '../pool/pool-guard.ts'
import { type PoolCluster, type PoolsAndServices, readPoolsAndServices } from './read-pools-and-services.ts'
import { retryConflicts } from './retry-conflicts.ts'

export type PoolSpec = IPAddressPool['spec']

/** An update names what it changes. */
type PoolChange =
  | Exclude<PoolEdit, { readonly kind: 'update' }>
  | ({ readonly kind: 'update'; readonly name: string } & Partial<PoolSpec>)

/**
 * Makes, changes or deletes an IPAddressPool with the rights of whoever runs it, unless that takes an address from
 * somebody: that throws POOL_IN_USE which names lease, address and rule. An update leaves alone what it does not name.
 * Pools and Services are read right before the write, which holds only for the pool as it was read; and once more after
 * it: an address that was given out meanwhile has the write undone. Throws BAD_USER_INPUT and NOT_FOUND like
 * `poolEditRefusal`, KUBE_REFUSED where Kubernetes or MetalLB's webhook refuses, KUBE_CONFLICT where the pool
 * changes all the time, KUBE_UNAVAILABLE.
 */
export const editPool = (cluster: PoolCluster, edit: PoolChange): Promise<void> =>
  retryConflicts(() => editOnce(cluster, edit))

async function editOnce(cluster: PoolCluster, edit: PoolChange): Promise<void> {
  const before = await readPoolsAndServices(cluster)
  const object = before.objects.get(edit.name)
  const whole: PoolEdit = edit.kind === 'update' ? { addresses: [], ...object?.spec, ...edit } : edit
  const refusal = refusalOf(cluster, before, whole)
  if (refusal !== null) throw refusal
  if (edit.kind === 'create' || object === undefined) return await createPool(cluster, whole)
  const written =
    edit.kind === 'delete'
      ? await deletePool(cluster, object)
      : await patchPool(cluster, object, specPatch(edit))
  const services = sinceThen(before.services, (await readPoolsAndServices(cluster)).services)
  const late = refusalOf(cluster, { pools: before.pools, services }, whole)
  if (late?.code === 'POOL_IN_USE') await undo(cluster, { object, written, late })
}

const refusalOf = (
  { agentNamespace }: PoolCluster,
  { pools, services }: Pick<PoolsAndServices, 'pools' | 'services'>,
  edit: PoolEdit,
) => poolEditRefusal({ pools, edit, holdings: holdingsOf(services), agentNamespace })

/** Of the Services as they are now, those that are new count with their pins: MetalLB is quick to take an address away. */
function sinceThen(before: readonly ObservedService[], now: readonly ObservedService[]): ObservedService[] {
  const known = new Set(before.map(({ uid }) => uid))
  return now.map((service) =>
    known.has(service.uid) ? service : { ...service, address: service.address ?? service.pin },
  )
}

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

type SpecPatch = MergePatch<PoolSpec>

const patchPool = (
  { client, metallbNamespace: namespace }: PoolCluster,
  { metadata: { name, uid, resourceVersion } }: IPAddressPool,
  spec: SpecPatch,
): Promise<IPAddressPool> =>
  client.mergePatch(ipAddressPools, {
    namespace,
    name,
    resourceVersion,
    patch: { metadata: { uid }, spec },
  })

/** A patch merges field by field: those of an allocation that is replaced have to be taken away. */
const noAllocation = { priority: null, namespaces: null, namespaceSelectors: null, serviceSelectors: null }

/** Only what is named changes. */
function specPatch({
  addresses,
  autoAssign,
  avoidBuggyIPs,
  serviceAllocation,
}: Partial<PoolSpec>): SpecPatch {
  return {
    ...(addresses === undefined ? {} : { addresses }),
    ...(autoAssign === undefined ? {} : { autoAssign }),
    ...(avoidBuggyIPs === undefined ? {} : { avoidBuggyIPs }),
    ...(serviceAllocation === undefined
      ? {}
      : { serviceAllocation: { ...noAllocation, ...serviceAllocation } }),
  }
}

/** All is as it was. */
const wholePatch = (spec: PoolSpec): SpecPatch => ({
  autoAssign: null,
  avoidBuggyIPs: null,
  serviceAllocation: null,
  ...specPatch(spec),
})

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
  else await patchPool(cluster, written, wholePatch(object.spec))
  throw new Failure(
    'POOL_IN_USE',
    `${late.message} (given out while the pool was changed; it is as it was)`,
    {
      ...late.values,
    },
  )
}
