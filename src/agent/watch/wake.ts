import type { IPAddressPool, Service } from '../kube/kube-objects.ts'
import type { Change } from '../kube/object-cache.ts'
import { leaseRefKey } from '../model/lease-ref.ts'
import type { ObservedService } from '../model/observed-service.ts'
import { leaseNamespace } from '../stock/lease-namespace.ts'
import type { KindChange } from './informers.ts'
import { readOnce } from './reading.ts'
import type { ViewReader } from './view.ts'

/** What must be looked at again after something changed. */
export interface Wake {
  /** Endpoints, by sharing key. */
  readonly keys: ReadonlySet<string>
  /** Leases' namespaces: all endpoints with a port in one of them. */
  readonly namespaces: ReadonlySet<string>
  /** An address may have become free: whoever waits for one. */
  readonly freed: boolean
  /** Everything. */
  readonly all: boolean
}

interface Gathering extends Wake {
  readonly keys: Set<string>
  readonly namespaces: Set<string>
  freed: boolean
  all: boolean
}

/** The endpoints that a change concerns. `serviceKey`: of the Service with that uid; null: unknown, or none. */
export function wakeOf(
  change: KindChange,
  reader: ViewReader,
  serviceKey: (uid: string) => string | null,
): Wake {
  const wake: Gathering = { keys: new Set(), namespaces: new Set(), freed: false, all: false }
  const add = (key: string | null) => key !== null && wake.keys.add(key)
  switch (change.kind) {
    case 'plips':
      for (const object of bothOf(change.changes)) add(keyOfReading(reader.readPlip(object)))
      break
    case 'overrides':
      for (const object of bothOf(change.changes)) add(keyOfReading(reader.readOverride(object)))
      break
    case 'services':
      for (const each of change.changes) ofService(each, reader, wake)
      break
    case 'namespaces':
      for (const { object } of change.changes) wake.namespaces.add(object.metadata.name)
      break
    case 'events':
      for (const { object } of change.changes) add(serviceKey(object.involvedObject.uid ?? ''))
      break
    case 'pools':
      wake.all = change.changes.some((each) => isOtherPool(each))
      break
    case 'configurations':
      wake.all = true
  }
  return wake
}

function bothOf<T extends { readonly metadata: unknown }>(
  changes: readonly { readonly object: T; readonly before?: T }[],
): readonly T[] {
  return changes.flatMap(({ object, before }) => (before === undefined ? [object] : [object, before]))
}

function keyOfReading(
  reading:
    | { readonly wish: { readonly sharingKey: string } }
    | { readonly fault: { readonly sharingKey: string | null } },
): string | null {
  return 'wish' in reading ? reading.wish.sharingKey : reading.fault.sharingKey
}

/** A quarantined anchor's annotation carries another key than that of its endpoint. */
export const endpointOf = ({ role, anchor, sharingKey }: ObservedService): string | null =>
  role === 'foreign' ? null : (anchor?.sharingKey ?? sharingKey)

function ofService(change: Change<Service>, reader: ViewReader, wake: Gathering): void {
  const now = reader.readService(change.object)
  const before = change.type === 'changed' ? reader.readService(change.before) : null
  if (before !== null && isSame(before, now)) return
  const isGone = change.type === 'deleted'
  wake.freed ||= isGone || (before !== null && before.address !== null && before.address !== now.address)
  for (const service of before === null ? [now] : [now, before]) {
    const key = endpointOf(service)
    if (key !== null) wake.keys.add(key)
    else if (service.address !== null) wake.all = true
  }
}

/** MetalLB counts in a pool's status with each address that it gives. */
function isOtherPool(change: Change<IPAddressPool>): boolean {
  if (change.type !== 'changed') return true
  const { object, before } = change
  return rulesOf(object) !== rulesOf(before)
}

const rulesOf = ({ spec, metadata: { uid, annotations, deletionTimestamp } }: IPAddressPool) =>
  JSON.stringify([uid, spec, annotations, deletionTimestamp])

/** MetalLB writes the status of all Services again and again; what says the same wakes nobody. */
function isSame(a: ObservedService, b: ObservedService): boolean {
  return a.uid === b.uid && contentOf(a) === contentOf(b)
}

const contentOf = readOnce((service: ObservedService) => {
  const { resourceVersion: _, lease, anchor, ...rest } = service
  const note = anchor === null ? null : { ...anchor, leases: anchor.leases.map(leaseRefKey) }
  return JSON.stringify([rest, lease === null ? null : leaseRefKey(lease), note])
})

/** The endpoints with a port in one of these namespaces. */
export function keysInNamespaces(
  ports: readonly Parameters<typeof namespaceOf>[0][],
  namespaces: ReadonlySet<string>,
): string[] {
  return ports.filter((port) => namespaces.has(namespaceOf(port))).map(({ sharingKey }) => sharingKey)
}

/** A hash each: remembered, because there are thousands. */
const namespaceOf = readOnce(
  (port: { readonly sharingKey: string; readonly lease: Parameters<typeof leaseNamespace>[0] }) =>
    leaseNamespace(port.lease),
)
