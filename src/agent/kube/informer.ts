import { Failure, isFailure } from '#domain/failure.ts'
import { backoffMs, type Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import { abortedFailure } from '#platform/deadline.ts'
import type { Log } from '#platform/log.ts'
import type { KubeClient, Selection } from './kube-client.ts'
import type { KubeObject } from './kube-objects.ts'
import { verdictOf } from './kube-verdict.ts'
import type { ObjectList } from './list-pages.ts'
import { type InformerLimits, ListSchedule } from './list-schedule.ts'
import { type Change, type DeletedObject, ObjectCache } from './object-cache.ts'
import type { ObjectName, Resource } from './resource.ts'

export interface InformerOptions<T extends KubeObject> {
  readonly client: Pick<KubeClient, 'list' | 'watch'>
  readonly resource: Resource<T>
  /** Default: all objects of all namespaces. */
  readonly selection?: Selection
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** Told after the cache has them; also of what `assume` changed. What it throws is logged, and nothing else. */
  readonly onChange?: (changes: readonly Change<T>[]) => void
  /** Default: see InformerLimits. */
  readonly limits?: Partial<InformerLimits>
}

/** What is known of the objects of one resource, at one moment. */
export interface Snapshot<T extends KubeObject> {
  /** By `objectKey`. */
  readonly objects: ReadonlyMap<string, T>
  /** Milliseconds since the server was last heard (list, event or bookmark); Infinity: never. */
  readonly ageMs: number
  /** What went wrong last, if nothing was heard since; null: nothing. */
  readonly failure: unknown
}

/** Keeps a copy of the objects of one resource: lists, watches, and lists again when in doubt. */
export interface Informer<T extends KubeObject> {
  snapshot(): Snapshot<T>
  get(name: ObjectName): T | null
  /** Resolves after the first list. Throws ABORTED when stopped before; give it a deadline. */
  synced(): Promise<void>
  /** Takes over what a write of ours was answered with, so that no older list or event hides it. */
  assume(object: T): void
  /** Takes over that a deletion of ours was answered with "gone". */
  assumeDeleted(object: DeletedObject): void
  /** Asks for a list now, for instance because a write was refused by something that is not known here. */
  relist(): void
  /** Ends the watch; the copy stays as it is. */
  stop(): Promise<void>
}

/** A watch that ended sooner is taken up again after a pause. */
const SHORT_WATCH_MS = 500
const PAUSE = { baseMs: 200, capMs: 5000 }

/** Begins at once. */
export function startInformer<T extends KubeObject>(options: InformerOptions<T>): Informer<T> {
  return new RunningInformer(options)
}

class RunningInformer<T extends KubeObject> implements Informer<T> {
  readonly #options: InformerOptions<T>
  readonly #schedule: ListSchedule
  readonly #cache = new ObjectCache<T>()
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>
  readonly #first: Promise<void>
  #onFirst: () => void = () => undefined
  /** Ends the watch under way. */
  #interrupt = new AbortController()
  #failure: unknown = null
  /** Watches and lists in a row that failed, and watches that ended too soon. */
  #failures = 0

  constructor(options: InformerOptions<T>) {
    this.#options = options
    this.#schedule = new ListSchedule(options.limits ?? {}, options.random)
    this.#first = new Promise((resolve) => {
      this.#onFirst = resolve
    })
    this.#running = this.#run()
  }

  snapshot(): Snapshot<T> {
    const { objects } = this.#cache
    return { objects, ageMs: this.#nowMs - this.#schedule.heardAtMs, failure: this.#failure }
  }

  get(name: ObjectName): T | null {
    return this.#cache.get(name)
  }

  async synced(): Promise<void> {
    await Promise.race([this.#first, this.#running])
    if (this.#cache.position === null) throw abortedFailure(this.#what('list'), this.#stopping.signal)
  }

  assume(object: T): void {
    this.#tell(this.#cache.assume(object))
  }

  assumeDeleted(object: DeletedObject): void {
    this.#tell(this.#cache.assumeDeleted(object))
  }

  relist(): void {
    this.#schedule.want()
    this.#interrupt.abort()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#interrupt.abort()
    await this.#running
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs()
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        if (this.#nowMs >= this.#schedule.dueAtMs) await this.#list()
        else await this.#watch()
      } catch (error) {
        if (this.#stopping.signal.aborted) return
        this.#fail(error)
        await this.#pause()
      }
    }
  }

  /** Without a version the list is the newest that etcd's quorum agrees on; who sends an older one is told what it must have. */
  async #list(): Promise<void> {
    const { client, resource, selection = {} } = this.#options
    const { signal } = this.#stopping
    const sentAtMs = this.#nowMs
    this.#schedule.begin(sentAtMs)
    try {
      let list = await client.list(resource, selection, { signal })
      if (!this.#cache.accepts(list))
        list = await client.list(resource, { ...selection, ...this.#notOlder() }, { signal })
      this.#refuseOlder(list)
      this.#heard(sentAtMs)
      this.#tell(this.#cache.replace(list))
      this.#onFirst()
    } catch (error) {
      this.#schedule.mustRelist()
      throw error
    }
  }

  #notOlder() {
    const { position } = this.#cache
    return position === null ? {} : { notOlderThan: position }
  }

  /** An etcd that was put back from a backup ends here too: then only a restart of this process helps. */
  #refuseOlder(list: ObjectList<T>): void {
    if (this.#cache.accepts(list)) return
    const { resourceVersion } = list
    const { position } = this.#cache
    throw new Failure(
      'KUBE_ANSWER_INVALID',
      `${this.#what('list')}: version ${resourceVersion} is older than ${position}, which was seen before`,
      { resourceVersion, position },
    )
  }

  async #watch(): Promise<void> {
    const interrupt = new AbortController()
    this.#interrupt = interrupt
    const guard = this.#interruptWhenDue(interrupt)
    const startedAtMs = this.#nowMs
    try {
      await this.#follow(interrupt.signal)
      if (this.#nowMs - startedAtMs < SHORT_WATCH_MS) await this.#pause()
    } catch (error) {
      if (!interrupt.signal.aborted) throw error
    } finally {
      interrupt.abort()
      await guard
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    for await (const event of this.#events(signal)) {
      this.#failures = 0
      this.#heard(this.#nowMs)
      this.#tell(this.#cache.apply(event))
    }
  }

  #events(signal: AbortSignal) {
    const { client, resource, selection } = this.#options
    const { watchSeconds: timeoutSeconds } = this.#schedule.limits
    const resourceVersion = this.#cache.position ?? '0'
    return client.watch(resource, { ...selection, resourceVersion, timeoutSeconds }, { signal })
  }

  async #interruptWhenDue(interrupt: AbortController): Promise<void> {
    while (!interrupt.signal.aborted) {
      const waitMs = this.#schedule.dueAtMs - this.#nowMs
      if (waitMs <= 0) interrupt.abort()
      else await this.#sleep(waitMs, interrupt.signal)
    }
  }

  /** Longer the more went wrong in a row. */
  async #pause(): Promise<void> {
    this.#failures++
    await this.#sleep(backoffMs(this.#failures, PAUSE, this.#options.random), this.#stopping.signal)
  }

  /** Returns early when interrupted. */
  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.clock.sleep(ms, signal)
    } catch (error) {
      if (!isFailure(error, 'ABORTED')) throw error
    }
  }

  #heard(atMs: number): void {
    if (this.#failure !== null) this.#options.log.info(`${this.#what('watch')}: well again`)
    this.#failure = null
    this.#schedule.heard(atMs)
  }

  /** One line when it begins to fail; the rest is in the snapshot. A version that is too old is nothing to speak of. */
  #fail(error: unknown): void {
    if (verdictOf(error) === 'relist') {
      this.#schedule.mustRelist()
      return
    }
    if (this.#failure === null) this.#options.log.warn({ err: error }, `${this.#what('watch')}: trouble`)
    this.#failure = error
  }

  #tell(changes: readonly Change<T>[]): void {
    if (changes.length === 0) return
    try {
      this.#options.onChange?.(changes)
    } catch (error) {
      this.#options.log.error({ err: error }, `${this.#what('watch')}: a listener failed`)
    }
  }

  #what(verb: string): string {
    return `${verb} ${this.#options.resource.plural}`
  }
}
