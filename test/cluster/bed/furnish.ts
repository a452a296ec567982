import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '#domain/failure.ts'
import { type KubeApi, YAML } from '../../contract/kube-api.ts'
import { METALLB_NAMESPACE, METALLB_POD } from './command-lines.ts'
import { bedDirectory } from './directory.ts'

/** An IPAddressPool of MetalLB's. */
export interface Pool {
  readonly name: string
  /** CIDRs or `first-last`. */
  readonly addresses: readonly string[]
  /** Whatever else its spec says. */
  readonly spec?: Readonly<Record<string, unknown>>
}

const NAMESPACES = ['lease', METALLB_NAMESPACE, 'ipgw-agent']
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const PATIENCE_MS = 30_000

/** What has to be there before MetalLB starts: it wants its CRDs and pod at once, and pools, or it clears every status. */
export async function furnish(
  kube: KubeApi,
  pools: readonly Pool[],
  crdFolders: readonly string[],
): Promise<void> {
  const folders = [join(bedDirectory(), 'objects'), ...crdFolders]
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
  await Promise.all(NAMESPACES.map((name) => kube.want('POST', '/api/v1/namespaces', { metadata: { name } })))
  await Promise.all(files.map((file) => kube.want('POST', CRDS, readFileSync(file, 'utf8'), YAML)))
  await established(kube, files.length)
  if (crdFolders.length === 0) return
  await kube.want('POST', `/api/v1/namespaces/${METALLB_NAMESPACE}/pods`, {
    metadata: { name: METALLB_POD },
    // No node will ever run it.
    spec: { automountServiceAccountToken: false, containers: [{ name: 'controller', image: 'none' }] },
  })
  for (const pool of pools) await createPool(kube, pool)
}

function createPool(kube: KubeApi, { name, addresses, spec = {} }: Pool): Promise<unknown> {
  return kube.want('POST', `/apis/metallb.io/v1beta1/namespaces/${METALLB_NAMESPACE}/ipaddresspools`, {
    apiVersion: 'metallb.io/v1beta1',
    kind: 'IPAddressPool',
    metadata: { name },
    spec: { addresses, ...spec },
  })
}

interface CrdList {
  readonly items: readonly { readonly status?: { readonly conditions?: readonly Condition[] } }[]
}
interface Condition {
  readonly type: string
  readonly status: string
}

/** Until then the server answers 404 for objects of these kinds. */
async function established(kube: KubeApi, count: number): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; await sleep(50)) {
    const { items } = await kube.want<CrdList>('GET', CRDS)
    const done = items.filter(({ status }) =>
      status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True'),
    )
    if (done.length === count) return
  }
  throw new Failure('TIMED_OUT', `The API server has not taken over ${count} CRDs in ${PATIENCE_MS} ms`)
}
