import type { KubeApi } from '../contract/kube-api.ts'
import type { ServiceObject } from './checker/read-seen-service.ts'
import type { ServiceChange } from './checker/scenario-log.ts'

export interface ServiceList {
  readonly metadata: { readonly resourceVersion: string }
  readonly items: readonly ServiceObject[]
}

export interface HistoryChange {
  readonly type: ServiceChange['type']
  readonly service: ServiceObject
}

/** What lay between two revisions, from lists of the past. */
export interface History {
  readonly changes: readonly HistoryChange[]
  /** Up to where it tells. */
  readonly revision: number
}

type Lists = Pick<KubeApi, 'want'>
type Services = ReadonlyMap<string, ServiceObject>

/**
 * All changes of Services after a revision up to now, in order, found by lists of the past: halves that end as they
 * began are left out. What was born and gone within one of these is not seen; with an address it has three revisions.
 */
export async function historyBetween(kube: Lists, from: number): Promise<History> {
  const now = await kube.want<ServiceList>('GET', '/api/v1/services')
  const to = Number(now.metadata.resourceVersion)
  const changes = await changesBetween(kube, [from, await listAt(kube, from)], [to, mapOf(now)])
  return { changes, revision: to }
}

type Moment = readonly [number, Services]

async function changesBetween(kube: Lists, before: Moment, after: Moment): Promise<HistoryChange[]> {
  const [low, was] = before
  const [high, is] = after
  if (isSame(was, is)) return []
  if (high - low <= 1) return differences(was, is, high)
  const middle = Math.floor((low + high) / 2)
  const between: Moment = [middle, await listAt(kube, middle)]
  return [...(await changesBetween(kube, before, between)), ...(await changesBetween(kube, between, after))]
}

async function listAt(kube: Lists, revision: number): Promise<Services> {
  const path = `/api/v1/services?resourceVersion=${revision}&resourceVersionMatch=Exact`
  return mapOf(await kube.want<ServiceList>('GET', path))
}

const mapOf = ({ items }: ServiceList): Services => new Map(items.map((item) => [item.metadata.uid, item]))
const versionOf = (service: ServiceObject | undefined) => service?.metadata.resourceVersion

const isSame = (was: Services, is: Services) =>
  was.size === is.size && [...is].every(([uid, service]) => versionOf(was.get(uid)) === versionOf(service))

/** One revision changes one object; a deletion has that revision too, as in a watch. */
function differences(was: Services, is: Services, revision: number): HistoryChange[] {
  const gone = [...was].filter(([uid]) => !is.has(uid)).map(([, service]) => deletedAt(service, revision))
  const changed = [...is].filter(([uid, service]) => versionOf(was.get(uid)) !== versionOf(service))
  return [
    ...gone,
    ...changed.map(
      ([uid, service]): HistoryChange => ({ type: was.has(uid) ? 'MODIFIED' : 'ADDED', service }),
    ),
  ]
}

function deletedAt(service: ServiceObject, revision: number): HistoryChange {
  const metadata = { ...service.metadata, resourceVersion: String(revision) }
  return { type: 'DELETED', service: { ...service, metadata } }
}
