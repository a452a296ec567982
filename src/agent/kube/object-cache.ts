import type { KubeObject } from './kube-objects.ts'
import type { ObjectList } from './list-pages.ts'
import { type ObjectName, objectKey } from './resource.ts'
import { isNotNewer, isOlder } from './resource-version.ts'
import type { WatchEvent } from './watch-event.ts'

/** What became of one object; `before` is what was known of it until then. */
export type Change<T extends KubeObject> =
  | { readonly type: 'added'; readonly object: T }
  | { readonly type: 'changed'; readonly object: T; readonly before: T }
  | { readonly type: 'deleted'; readonly object: T }

export type DeletedObject = ObjectName & { readonly uid: string }

/** An object that is no more, so that an old list or a repeated event does not bring it back. */
interface Grave {
  /** The version at which the watch saw it go; null: we deleted it ourselves, and no version of it is true any more. */
  readonly version: string | null
  /** A version that it had, or at which it went: a list that is no older and does not have it was made after its end. */
  readonly lived: string | null
}

/**
 * What is known of the objects of one resource: from lists, from a watch, and from the answers to our own writes, which
 * are ahead of both. Nothing that is known to be newer is replaced by anything older, however it comes; two writes are
 * compared by their versions (resource-version.ts).
 */
export class ObjectCache<T extends KubeObject> {
  readonly #objects = new Map<string, T>()
  /** By uid, which is never used twice. */
  readonly #graves = new Map<string, Grave>()
  #position: string | null = null
  #copy: ReadonlyMap<string, T> | null = null

  /** Up to which version lists and watch have told everything; null: there was no list yet. */
  get position(): string | null {
    return this.#position
  }

  /** By `objectKey`; a value that never changes. */
  get objects(): ReadonlyMap<string, T> {
    this.#copy ??= new Map(this.#objects)
    return this.#copy
  }

  get(name: ObjectName): T | null {
    return this.#objects.get(objectKey(name)) ?? null
  }

  /** False: the list is older than what was already seen, and would undo it. */
  accepts(list: ObjectList<T>): boolean {
    return this.#position === null || !isOlder(list.resourceVersion, this.#position)
  }

  /** Takes a list over: what it leaves out is gone, unless it was written after the list was made. */
  replace(list: ObjectList<T>): Change<T>[] {
    const keys = new Set(list.items.map((object) => objectKey(object.metadata)))
    const gone = [...this.#objects].filter(
      ([key, known]) => !keys.has(key) && !isOlder(list.resourceVersion, known.metadata.resourceVersion),
    )
    const changes = list.items.flatMap((object) => this.#put(object))
    this.#forgetGraves(list)
    this.#advance(list.resourceVersion)
    return [...gone.flatMap(([, object]) => this.#remove(object)), ...changes]
  }

  /** Takes an event over; one that repeats what was told changes nothing. */
  apply(event: WatchEvent<T>): Change<T>[] {
    if (event.type === 'BOOKMARK') {
      this.#advance(event.resourceVersion)
      return []
    }
    const { uid, resourceVersion } = event.object.metadata
    const isRepeated = this.#position !== null && isNotNewer(resourceVersion, this.#position)
    this.#advance(resourceVersion)
    if (event.type !== 'DELETED') return isRepeated ? [] : this.#put(event.object)
    this.#bury(uid, resourceVersion)
    return this.#remove(event.object)
  }

  /** Takes over what a write of ours was answered with. */
  assume(object: T): Change<T>[] {
    return this.#put(object)
  }

  /** Takes over that a deletion of ours was answered with "gone". */
  assumeDeleted({ uid, ...name }: DeletedObject): Change<T>[] {
    const known = this.get(name)
    const isKnown = known?.metadata.uid === uid
    this.#graves.set(uid, { version: null, lived: isKnown ? known.metadata.resourceVersion : null })
    return isKnown ? this.#remove(known) : []
  }

  #put(object: T): Change<T>[] {
    const { metadata } = object
    const key = objectKey(metadata)
    const before = this.#objects.get(key)
    if (this.#isBuried(object)) return []
    if (before && isNotNewer(metadata.resourceVersion, before.metadata.resourceVersion)) return []
    this.#objects.set(key, object)
    this.#copy = null
    if (before === undefined) return [{ type: 'added', object }]
    if (before.metadata.uid === metadata.uid) return [{ type: 'changed', object, before }]
    return [
      { type: 'deleted', object: before },
      { type: 'added', object },
    ]
  }

  /** Only that very object, and only when nothing newer is known of it (it may have left a selector and come back). */
  #remove({ metadata }: T): Change<T>[] {
    const key = objectKey(metadata)
    const known = this.#objects.get(key)
    if (known?.metadata.uid !== metadata.uid) return []
    if (isOlder(metadata.resourceVersion, known.metadata.resourceVersion)) return []
    this.#objects.delete(key)
    this.#copy = null
    return [{ type: 'deleted', object: known }]
  }

  #isBuried({ metadata: { uid, resourceVersion } }: T): boolean {
    const grave = this.#graves.get(uid)
    return grave !== undefined && (grave.version === null || isNotNewer(resourceVersion, grave.version))
  }

  /** A grave of our own keeps hiding all versions. */
  #bury(uid: string, version: string): void {
    const ours = this.#graves.get(uid)
    this.#graves.set(uid, { version: ours === undefined ? version : ours.version, lived: version })
  }

  #forgetGraves({ resourceVersion, items }: ObjectList<T>): void {
    const listed = new Set(items.map((object) => object.metadata.uid))
    for (const [uid, { lived }] of this.#graves)
      if (lived !== null && !listed.has(uid) && !isOlder(resourceVersion, lived)) this.#graves.delete(uid)
  }

  #advance(version: string): void {
    if (this.#position === null || !isOlder(version, this.#position)) this.#position = version
  }
}
