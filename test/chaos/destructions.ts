import { leaseNamespace } from '#agent/stock/lease-namespace.ts'
import { readPlip } from '#agent/stock/plip.ts'
import { portServiceName } from '#agent/stock/port-service-name.ts'
import { namespaces, providerLeasedIps, services } from '#devnet/cluster/api/kind.ts'
import type { WatchRecord } from '#devnet/cluster/api/store.ts'

/** A port Service that was deleted, with its address, although what was true at that moment asked for it. */
export interface Destruction {
  readonly revision: number
  /** "namespace/name". */
  readonly service: string
}

/** A wish that came back so shortly before cannot be known. Milliseconds. */
const NEWS_MS = 2_000

/** Reads the log of a whole cluster: deletions that only somebody can have decided whose knowledge was old. */
export function destructions(log: readonly WatchRecord[]): readonly Destruction[] {
  /** By the wish's name: which Service it asks for, and since when. */
  const wishes = new Map<string, { readonly service: string; readonly sinceMs: number }>()
  const going = new Set<string>()
  const found: Destruction[] = []
  for (const { kind, type, object, revision, at } of log) {
    const { name, namespace = '', deletionTimestamp } = object.metadata
    if (kind === namespaces && deletionTimestamp !== undefined) going.add(name)
    if (kind === namespaces && deletionTimestamp === undefined) going.delete(name)
    if (kind === providerLeasedIps) {
      const service = type === 'DELETED' ? null : wantedService(object)
      const before = wishes.get(name)
      if (service === null) wishes.delete(name)
      else if (before?.service !== service) wishes.set(name, { service, sinceMs: at.getTime() })
    }
    if (kind !== services || type !== 'DELETED' || going.has(namespace) || !hasAddress(object)) continue
    const service = `${namespace}/${name}`
    const isWanted = [...wishes.values()].some(
      (wish) => wish.service === service && at.getTime() - wish.sinceMs > NEWS_MS,
    )
    if (isWanted) found.push({ revision, service })
  }
  return found
}

const hasAddress = ({ status }: WatchRecord['object']) => JSON.stringify(status ?? {}).includes('"ip"')

function wantedService(object: unknown): string | null {
  const read = readPlip(object)
  return 'wish' in read ? `${leaseNamespace(read.wish.lease)}/${portServiceName(read.wish)}` : null
}
