import type { Kind } from './kind.ts'
import { isEqualJson, type KubeObject, type ObjectMeta, without } from './object.ts'

/** Something has to be done before it may go: a finalizer, or a namespace that is not empty. */
export function isHeld({ kind, metadata, spec }: KubeObject): boolean {
  const own = kind === 'Namespace' && Array.isArray(spec?.finalizers) ? spec.finalizers.length : 0
  return (metadata.finalizers ?? []).length + own > 0
}

/** An endpoint of one kind. */
interface Endpoint {
  readonly kind: Kind
  readonly subresource?: 'status' | undefined
}

/** What a request may change of an object through an endpoint; all else is as it is stored. */
export function reached(endpoint: Endpoint, live: KubeObject, draft: KubeObject): KubeObject {
  const isStatus = endpoint.subresource === 'status'
  const written = isStatus
    ? { ...live, status: draft.status }
    : { ...draft, ...storedStatus(endpoint.kind, live) }
  const isMetaFixed = isStatus && endpoint.kind.isCustom
  const { managedFields } = draft.metadata
  const owners = managedFields === undefined ? {} : { managedFields }
  const metadata = isMetaFixed ? { ...live.metadata, ...owners } : draft.metadata
  return { ...written, metadata: identified(metadata, live.metadata) } as KubeObject
}

const storedStatus = (kind: Kind, live: KubeObject) => (kind.hasStatus ? { status: live.status } : {})

const IDENTITY = ['name', 'namespace', 'uid', 'creationTimestamp', 'generation', 'generateName'] as const
const DELETION = ['deletionTimestamp', 'deletionGracePeriodSeconds', 'resourceVersion'] as const

/** Metadata as an update leaves it: what identifies the object, and that it is being deleted, stays. */
function identified(next: ObjectMeta, live: ObjectMeta): ObjectMeta {
  const names: readonly string[] = [...IDENTITY, ...DELETION]
  const stored = names.filter((name) => live[name] !== undefined).map((name) => [name, live[name]])
  return { ...without(next, ...names), ...Object.fromEntries(stored) } as ObjectMeta
}

/** An object with the next generation, where it counts them and more than metadata and status changed. */
export function withGeneration(kind: Kind, next: KubeObject, live: KubeObject): KubeObject {
  const content = (object: KubeObject) => without(object, 'metadata', 'status')
  if (!kind.isCustom || isEqualJson(content(next), content(live))) return next
  return { ...next, metadata: { ...next.metadata, generation: (live.metadata.generation ?? 0) + 1 } }
}

/** A write that only moves the times of field owners is none. */
export function isSameButTimes(a: KubeObject, b: KubeObject): boolean {
  const timeless = ({ metadata, ...rest }: KubeObject) => ({
    ...rest,
    metadata: {
      ...metadata,
      managedFields: (metadata.managedFields ?? []).map((entry) => without(entry, 'time')),
    },
  })
  return isEqualJson(timeless(a), timeless(b))
}
