import type { KubeAccess } from './kube-access.ts'
import type { Draft, KubeObject, MergePatch } from './kube-objects.ts'
import { isRecord } from './kube-status.ts'
import { type CallOptions, type KubeTransport, openTransport } from './kube-transport.ts'
import { listPages, type ObjectList } from './list-pages.ts'
import { readObject } from './read-object.ts'
import { apiVersionOf, collectionPath, type ObjectName, objectPath, type Resource } from './resource.ts'
import { linesOf, readWatchEvent, type WatchEvent } from './watch-event.ts'

/** Which objects: absent means all. */
export interface Selection {
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
}

export interface ListQuery extends Selection {
  /** The list must be no older than this version. Absent: the newest there is, agreed by etcd's quorum. */
  readonly notOlderThan?: string
}

export interface WatchQuery extends Selection {
  /** The version after which it begins; from a list, a bookmark or an event. */
  readonly resourceVersion: string
  /** The server ends it after so long, with a bookmark shortly before. */
  readonly timeoutSeconds: number
}

export interface Apply<T extends KubeObject> {
  readonly object: Draft<T>
  /** Who owns the fields; what it no longer names and nobody else owns is taken away. */
  readonly manager: string
  /** True: takes fields from other managers, else that is a conflict. */
  readonly force: boolean
  readonly subresource?: 'status'
}

export interface Patch<T extends KubeObject> extends ObjectName {
  readonly patch: MergePatch<Omit<T, keyof KubeObject>> & {
    readonly metadata?: MergePatch<KubeObject['metadata']>
  }
  /** Only while the object is at this version; else a conflict. */
  readonly resourceVersion?: string
  readonly subresource?: 'status'
}

export interface Deletion extends ObjectName {
  /** Only this object, never a later one of the same name; else a conflict. */
  readonly uid: string
  /** Only while it is at this version; else a conflict. */
  readonly resourceVersion?: string
}

/**
 * One API server. Every method throws a Failure; `verdictOf` says what it means. A write whose answer was lost (verdict
 * `again`) may have happened. There is no deletion by selector, and there shall be none.
 */
export interface KubeClient {
  get<T extends KubeObject>(resource: Resource<T>, name: ObjectName, options?: CallOptions): Promise<T>
  list<T extends KubeObject>(
    resource: Resource<T>,
    query?: ListQuery,
    options?: CallOptions,
  ): Promise<ObjectList<T>>
  create<T extends KubeObject>(resource: Resource<T>, object: Draft<T>, options?: CallOptions): Promise<T>
  /** Server-side apply: creates the object where there is none. */
  apply<T extends KubeObject>(resource: Resource<T>, apply: Apply<T>, options?: CallOptions): Promise<T>
  mergePatch<T extends KubeObject>(resource: Resource<T>, patch: Patch<T>, options?: CallOptions): Promise<T>
  /** Null: it is gone. An object: it is marked and goes when its finalizers have (a Namespace: its content). */
  delete<T extends KubeObject>(
    resource: Resource<T>,
    deletion: Deletion,
    options?: CallOptions,
  ): Promise<T | null>
  /**
   * Ends when the server ends it, which is normal. Throws when it breaks off, and for an ERROR event: then nothing that
   * comes later would be complete, so the verdict says whether to watch on or list anew.
   */
  watch<T extends KubeObject>(
    resource: Resource<T>,
    query: WatchQuery,
    options?: CallOptions,
  ): AsyncIterable<WatchEvent<T>>
  /** Ends all connections at once; requests under way fail. */
  close(): Promise<void>
}

export const DEFAULT_TIMEOUT_MS = 10_000
const PAGE_SIZE = 500

/** `timeoutMs`: for one request where the call does not say; a list may take that for each page. Default 10000. */
export function createKubeClient(access: KubeAccess, timeoutMs = DEFAULT_TIMEOUT_MS): KubeClient {
  const transport = openTransport(access, timeoutMs)
  return {
    ...reader(transport),
    ...writer(transport),
    close: () => transport.close(),
  }
}

function reader({ exchange, stream }: KubeTransport): Pick<KubeClient, 'get' | 'list' | 'watch'> {
  return {
    get: async (resource, name, options) =>
      readObject(resource, await exchange({ method: 'GET', path: objectPath(resource, name) }, options)),
    list: (resource, { notOlderThan, ...selection } = {}, options) =>
      listPages(resource, PAGE_SIZE, (limit, after) => {
        const path = pathWith(collectionPath(resource, selection.namespace), {
          ...selectors(selection),
          limit,
          continue: after,
          // Where a page goes on the version is in `continue`.
          ...(notOlderThan === undefined || after !== null
            ? {}
            : { resourceVersion: notOlderThan, resourceVersionMatch: 'NotOlderThan' }),
        })
        return exchange({ method: 'GET', path }, options)
      }),
    async *watch(resource, { resourceVersion, timeoutSeconds, ...selection }, options) {
      const path = pathWith(collectionPath(resource, selection.namespace), {
        ...selectors(selection),
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion,
        timeoutSeconds,
      })
      for await (const line of linesOf(await stream(path, options))) yield readWatchEvent(resource, line)
    },
  }
}

function writer({ exchange }: KubeTransport): Pick<KubeClient, 'create' | 'apply' | 'mergePatch' | 'delete'> {
  return {
    async create(resource, object, options) {
      const path = collectionPath(resource, object.metadata.namespace)
      return readObject(
        resource,
        await exchange({ method: 'POST', path, body: whole(resource, object) }, options),
      )
    },
    async apply(resource, { object, manager, force, subresource }, options) {
      const path = pathWith(subpath(objectPath(resource, object.metadata), subresource), {
        fieldManager: manager,
        force: String(force),
      })
      const body = whole(resource, object)
      // JSON is YAML.
      const contentType = 'application/apply-patch+yaml'
      return readObject(resource, await exchange({ method: 'PATCH', path, body, contentType }, options))
    },
    async mergePatch(resource, { patch, resourceVersion, subresource, ...name }, options) {
      const path = subpath(objectPath(resource, name), subresource)
      const body =
        resourceVersion === undefined ? patch : { ...patch, metadata: { ...patch.metadata, resourceVersion } }
      const contentType = 'application/merge-patch+json'
      return readObject(resource, await exchange({ method: 'PATCH', path, body, contentType }, options))
    },
    async delete(resource, { uid, resourceVersion, ...name }, options) {
      const preconditions = { uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) }
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions, propagationPolicy: 'Background' }
      const answer = await exchange({ method: 'DELETE', path: objectPath(resource, name), body }, options)
      return isMarked(answer) ? readObject(resource, answer) : null
    },
  }
}

/** Some resources answer a deletion with a Status, others with the object that is no more: only a marked one is still there. */
function isMarked(answer: unknown): boolean {
  return (
    isRecord(answer) && isRecord(answer.metadata) && typeof answer.metadata.deletionTimestamp === 'string'
  )
}

const whole = <T extends KubeObject>(resource: Resource<T>, object: Draft<T>) => ({
  apiVersion: apiVersionOf(resource),
  kind: resource.kind,
  ...object,
})

const selectors = ({ labelSelector, fieldSelector }: Selection) => ({
  labelSelector: labelSelector ?? null,
  fieldSelector: fieldSelector ?? null,
})

const subpath = (path: string, subresource: string | undefined) =>
  subresource === undefined ? path : `${path}/${subresource}`

/** Leaves out what is null. */
function pathWith(path: string, query: Readonly<Record<string, string | number | null>>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== null) given.set(name, String(value))
  return given.size === 0 ? path : `${path}?${given}`
}
