import type { KubeObject } from '../api/object.ts'
import type { Store, WatchRecord } from '../api/store.ts'
import { isOn, type KubeRequest } from './kube-request.ts'
import type { ObjectTexts } from './object-text.ts'
import { type Selection, selectionOf } from './selection.ts'
import { bookmarkLine, errorLine } from './watch-line.ts'

/** Where a watch writes; each line is one event. */
export interface WatchSink {
  write(line: string): void
  end(): void
}

/** One event on its way to a watcher; a fault may hold it back or double it. */
export type Pass = (line: string, record: WatchRecord | null) => void

export interface WatchOptions {
  readonly store: Store
  readonly texts: ObjectTexts
  /** What writes an event: a fault may stand between. */
  readonly pass: Pass
  readonly bookmarkMs: number
  /** Objects and revision that a watch without resourceVersion begins with. */
  readonly begin: () => { readonly objects: readonly KubeObject[]; readonly revision: number }
}

/** An apiserver ends watches after 30 to 60 minutes; here always after this many seconds. */
const MAX_SECONDS = 1_800

/**
 * Serves a watch: what happened after the given resourceVersion, then what happens. Without one it begins with all there is. Answers
 * what ends it. Throws ApiRefusal (400) for a selection that cannot be read.
 */
export function serveWatch(request: KubeRequest, sink: WatchSink, options: WatchOptions): () => void {
  const watch = new Watch(request, sink, options)
  watch.begin()
  return watch.stop
}

class Watch {
  readonly #request: KubeRequest
  readonly #sink: WatchSink
  readonly #options: WatchOptions
  readonly #selects: Selection
  readonly #ends: (() => void)[] = []

  constructor(request: KubeRequest, sink: WatchSink, options: WatchOptions) {
    this.#request = request
    this.#sink = sink
    this.#options = options
    this.#selects = selectionOf(request)
  }

  stop = (): void => {
    for (const end of this.#ends.splice(0)) end()
  }

  begin(): void {
    const { store, bookmarkMs } = this.#options
    const from = this.#request.query.get('resourceVersion') ?? ''
    const isAll = from === '' || from === '0'
    if (!isAll && Number(from) < store.compacted) {
      this.#refuse(from)
      return
    }
    if (isAll) this.#beginWithAll()
    else for (const record of store.since(Number(from))) this.#tell(record)
    this.#ends.push(store.subscribe((record) => this.#tell(record)))
    if (isOn(this.#request.query, 'allowWatchBookmarks')) this.#every(bookmarkMs, () => this.#bookmark())
    const seconds = Math.min(Number(this.#request.query.get('timeoutSeconds') || MAX_SECONDS), MAX_SECONDS)
    this.#every(seconds * 1_000, () => this.#finish())
  }

  #beginWithAll(): void {
    const { objects, revision } = this.#options.begin()
    for (const object of objects) if (this.#selects(object)) this.#send('ADDED', object, null)
    for (const record of this.#options.store.since(revision)) this.#tell(record)
  }

  /** Too old: the status of the answer is 200 all the same. */
  #refuse(from: string): void {
    const message = `too old resource version: ${from} (${this.#options.store.compacted})`
    this.#options.pass(errorLine(410, 'Expired', message), null)
    this.#sink.end()
  }

  #every(ms: number, act: () => void): void {
    const timer = setInterval(act, ms)
    timer.unref()
    this.#ends.push(() => clearInterval(timer))
  }

  #finish(): void {
    if (isOn(this.#request.query, 'allowWatchBookmarks')) this.#bookmark()
    this.stop()
    this.#sink.end()
  }

  #bookmark(): void {
    this.#options.pass(bookmarkLine(this.#request.kind, this.#options.store.revision), null)
  }

  /** What comes into the selection is added for this watcher, and what leaves it is deleted. */
  #tell(record: WatchRecord): void {
    if (record.kind !== this.#request.kind) return
    const { type, object, before } = record
    const was = before !== null && this.#selects(before)
    const is = type !== 'DELETED' && this.#selects(object)
    if (!was && !is) return
    if (was && is) this.#send('MODIFIED', object, record)
    else if (is) this.#send('ADDED', object, record)
    else this.#send('DELETED', object, record)
  }

  #send(type: string, object: KubeObject, record: WatchRecord | null): void {
    this.#options.pass(`{"type":"${type}","object":${this.#options.texts.of(object)}}\n`, record)
  }
}
