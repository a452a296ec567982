import type { Cluster } from '../test/cluster/bed.ts'
import { openKubeApi } from '../test/contract/kube-api.ts'

/** Writes that the API server has answered, by "verb resource/subresource". */
export type ApiWrites = ReadonlyMap<string, number>

const LINE = /^apiserver_request_total\{(.*)\} (\S+)$/gm
const VERBS = ['POST', 'PUT', 'PATCH', 'APPLY', 'DELETE', 'DELETECOLLECTION']

/** Asks the API server itself, which counts whatever anybody sends, also what changes nothing. */
export async function countApiWrites({ config }: Cluster): Promise<ApiWrites> {
  const kube = openKubeApi(config)
  const text = await kube.want<string>('GET', '/metrics').finally(kube.close)
  const found = new Map<string, number>()
  for (const [, labels = '', value] of text.matchAll(LINE)) {
    const of = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? ''
    if (!VERBS.includes(of('verb'))) continue
    const subresource = of('subresource') === '' ? '' : `/${of('subresource')}`
    const what = `${of('verb')} ${of('resource')}${subresource}`
    found.set(what, (found.get(what) ?? 0) + Number(value))
  }
  return found
}

/** Those between two counts but for Leases, by which processes only say that they live. */
export function writesBetween(before: ApiWrites, after: ApiWrites): ApiWrites {
  const more = [...after].map(([what, count]) => [what, count - (before.get(what) ?? 0)] as const)
  return new Map(more.filter(([what, count]) => count > 0 && !what.endsWith(' leases')))
}

export const sumOf = (writes: ApiWrites) => [...writes.values()].reduce((sum, count) => sum + count, 0)

/** For a note; "none" for none. */
export const writesText = (writes: ApiWrites) =>
  [...writes].map(([what, count]) => `${count} ${what}`).join(', ') || 'none'
