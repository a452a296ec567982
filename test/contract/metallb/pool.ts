import type { KubeApi, KubeObject } from '../kube-api.ts'

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

/** Creates it, or replaces the one of that name. MetalLB hears of it later. */
export async function putPool(kube: KubeApi, { name, addresses, spec = {} }: Pool): Promise<void> {
  const object = { apiVersion: 'metallb.io/v1beta1', kind: 'IPAddressPool', spec: { addresses, ...spec } }
  const { status, body } = await kube.ask('GET', poolPath(name))
  if (status === 404) {
    await kube.want('POST', poolPath(), { ...object, metadata: { name } })
    return
  }
  const { resourceVersion } = (body as KubeObject).metadata
  await kube.want('PUT', poolPath(name), { ...object, metadata: { name, resourceVersion } })
}

/** Creates and replaces these, deletes all others. */
export async function putOnlyPools(kube: KubeApi, pools: readonly Pool[]): Promise<void> {
  const { items } = await kube.want<{ items: KubeObject[] }>('GET', poolPath())
  for (const pool of pools) await putPool(kube, pool)
  const kept = new Set(pools.map(({ name }) => name))
  for (const { metadata } of items)
    if (!kept.has(metadata.name)) await kube.want('DELETE', poolPath(metadata.name))
}
