import type { Kind } from './kind.ts'
import { type KubeObject, objectKey } from './object.ts'

/** One change of one object, as a watch tells it and as a checker reads it. */
export interface WatchRecord {
  /** Its number among all changes of the cluster; also the object's resourceVersion. */
  readonly revision: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly kind: Kind
  /** For DELETED the last state, with the resourceVersion of the deletion. */
  readonly object: KubeObject
  /** What it was before; null where there was nothing. */
  readonly before: KubeObject | null
  readonly at: Date
}

type Listener = (record: WatchRecord) => void

/** What etcd is to an apiserver: the objects, one counter for all writes, and the log of these. */
export class Store {
  readonly #now: () => Date
  readonly #objects = new Map<Kind, Map<string, KubeObject>>()
  readonly #log: WatchRecord[] = []
  readonly #listeners = new Set<Listener>()
  #revision = 1
  #compacted = 0

  constructor(now: () => Date) {
    this.#now = now
  }

  /** The number of the last write. */
  get revision(): number {
    return this.#revision
  }

  /** Changes up to this one cannot be watched from any more. */
  get compacted(): number {
    return this.#compacted
  }

  get log(): readonly WatchRecord[] {
    return this.#log
  }

  get = (kind: Kind, key: string): KubeObject | null => this.#objects.get(kind)?.get(key) ?? null

  /** All of a kind, ordered by namespace and name. */
  list(kind: Kind, namespace?: string): KubeObject[] {
    const all = [...(this.#objects.get(kind)?.entries() ?? [])]
    const wanted = namespace === undefined ? all : all.filter(([key]) => key.startsWith(`${namespace}/`))
    return wanted.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
  }

  /** Keys of a kind in no order. */
  keys = (kind: Kind): Iterable<string> => this.#objects.get(kind)?.keys() ?? []

  put(kind: Kind, object: KubeObject): KubeObject {
    const key = objectKey(object.metadata)
    const objects = this.#objects.get(kind) ?? new Map<string, KubeObject>()
    this.#objects.set(kind, objects)
    const before = objects.get(key) ?? null
    const stored = this.#stamped(object)
    objects.set(key, stored)
    this.#tell({ type: before === null ? 'ADDED' : 'MODIFIED', kind, object: stored, before })
    return stored
  }

  remove(kind: Kind, object: KubeObject): KubeObject {
    const key = objectKey(object.metadata)
    const before = this.get(kind, key)
    this.#objects.get(kind)?.delete(key)
    const last = this.#stamped(object)
    this.#tell({ type: 'DELETED', kind, object: last, before })
    return last
  }

  /** Calls `listener` with each change as it happens, until the function that it answers is called. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Changes after a revision, oldest first. */
  since(revision: number): readonly WatchRecord[] {
    let from = this.#log.length
    while (from > 0 && (this.#log[from - 1]?.revision ?? 0) > revision) from -= 1
    return this.#log.slice(from)
  }

  /** Objects of a kind as they were at a revision: what a cache that lags behind would say. */
  asOf(revision: number, kind: Kind): KubeObject[] {
    const objects = new Map(this.#objects.get(kind))
    for (const record of [...this.since(revision)].reverse()) {
      if (record.kind !== kind) continue
      const key = objectKey(record.object.metadata)
      if (record.before === null) objects.delete(key)
      else objects.set(key, record.before)
    }
    return [...objects.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
  }

  /** Forgets how it came to the present, as etcd does every five minutes; the log stays readable in the process. */
  compact(): void {
    this.#compacted = this.#revision
  }

  #stamped(object: KubeObject): KubeObject {
    this.#revision += 1
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.#revision) } }
  }

  #tell(change: Omit<WatchRecord, 'revision' | 'at'>): void {
    const record = { ...change, revision: this.#revision, at: this.#now() }
    this.#log.push(record)
    for (const listener of [...this.#listeners]) listener(record)
  }
}
