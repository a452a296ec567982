import { type KubeApi, type KubeObject, MERGE_PATCH } from '../kube-api.ts'

/** An IPAddressPool. */
export interface Pool {
  readonly name: string
  /** CIDRs or `first-last`. */
  readonly addresses: readonly string[]
  /** Whatever else its spec says. */
  readonly spec?: Readonly<Record<string, unknown>>
}

/** Of one pool, or of all. MetalLB reads those of its own namespace only. */
export function poolPath(name?: string): string {
  const all = '/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools'
  return name === undefined ? all : `${all}/${name}`
}

/** What a pool's spec says unless it says otherwise. */
const unsaid = { autoAssign: null, avoidBuggyIPs: null, serviceAllocation: null }

/** Creates it, or makes the one of that name say the same. MetalLB hears of it later. */
export async function putPool(kube: KubeApi, { name, addresses, spec = {} }: Pool): Promise<void> {
  const patch = { spec: { ...unsaid, addresses, ...spec } }
  const { status } = await kube.ask('PATCH', poolPath(name), patch, MERGE_PATCH)
  if (status === 200) return
  await kube.want('POST', poolPath(), {
    apiVersion: 'metallb.io/v1beta1',
    kind: 'IPAddressPool',
    metadata: { name },
    spec: { addresses, ...spec },
  })
}

/** Creates and replaces these, deletes all others. */
export async function putOnlyPools(kube: KubeApi, pools: readonly Pool[]): Promise<void> {
  const { items } = await kube.want<{ items: KubeObject[] }>('GET', poolPath())
  for (const pool of pools) await putPool(kube, pool)
  const kept = new Set(pools.map(({ name }) => name))
  for (const { metadata } of items)
    if (!kept.has(metadata.name)) await kube.want('DELETE', poolPath(metadata.name))
}
