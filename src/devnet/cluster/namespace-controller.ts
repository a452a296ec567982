import { ApiRefusal } from './api/api-refusal.ts'
import { kinds, namespaces } from './api/kind.ts'
import type { KubeApi } from './api/kube-api.ts'
import type { WatchRecord } from './api/store.ts'

/** How often it looks whether something with finalizers has gone. Milliseconds. */
const LOOK_AGAIN_MS = 20

/** Empties and then removes namespaces that are deleted, as kube-controller-manager does. */
export class NamespaceController {
  readonly #api: KubeApi
  readonly #delayMs: number
  readonly #unsubscribe: () => void
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>()

  /** `delayMs`: how long a namespace stays as it is after its deletion; the real one takes about 5 seconds. */
  constructor(api: KubeApi, delayMs: number) {
    this.#api = api
    this.#delayMs = delayMs
    this.#unsubscribe = api.store.subscribe((record) => this.#hear(record))
  }

  stop(): void {
    this.#unsubscribe()
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  #hear({ kind, object, type }: WatchRecord): void {
    const { name, deletionTimestamp } = object.metadata
    if (
      kind !== namespaces ||
      type === 'DELETED' ||
      deletionTimestamp === undefined ||
      this.#timers.has(name)
    )
      return
    this.#later(name, this.#delayMs)
  }

  #later(name: string, ms: number): void {
    this.#timers.set(
      name,
      setTimeout(() => this.#empty(name), ms),
    )
  }

  #empty(name: string): void {
    this.#timers.delete(name)
    const left = kinds
      .filter((kind) => kind.isNamespaced)
      .flatMap((kind) =>
        this.#api.store
          .list(kind, name)
          .map(({ metadata }) => ({ kind, namespace: name, name: metadata.name })),
      )
    const isEmpty = left.map((target) => this.#delete(target)).every((isGone) => isGone)
    if (isEmpty) this.#api.finalize(name)
    else this.#later(name, LOOK_AGAIN_MS)
  }

  #delete(target: Parameters<KubeApi['delete']>[0]): boolean {
    try {
      return this.#api.delete(target).isGone
    } catch (error) {
      if (error instanceof ApiRefusal && error.body.code === 404) return true
      throw error
    }
  }
}
