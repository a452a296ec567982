import { type Informer, startInformer } from '#agent/kube/informer.ts'
import type { KubeClient } from '#agent/kube/kube-client.ts'
import type { Service } from '#agent/kube/kube-objects.ts'
import type { Change } from '#agent/kube/object-cache.ts'
import { objectKey, services } from '#agent/kube/resource.ts'
import { systemClock } from '#platform/clock.ts'
import { silentLog } from './index-bed.ts'

/** `atMs`: when the watch told it, by performance.now(). */
export type Heard = (change: Change<Service>, atMs: number) => void

/** What a watch of all LoadBalancer Services tells, and when. */
export interface ServiceWatch {
  /** Addresses of those that have one, by "namespace/name". */
  readonly addresses: ReadonlyMap<string, string>
  /** How many there are. */
  readonly count: number
  /** Until the returned function is called. */
  onChange(listener: Heard): () => void
  /** Resolves with the moment from which it is so. Throws where it is not within the time. */
  until(what: string, isSo: () => boolean, limitMs?: number): Promise<number>
  stop(): Promise<void>
}

export async function startServiceWatch(client: KubeClient): Promise<ServiceWatch> {
  const watch = new RunningWatch(client)
  await watch.informer.synced()
  return watch
}

export const addressOf = ({ status }: Service) => status?.loadBalancer?.ingress?.[0]?.ip ?? null

class RunningWatch implements ServiceWatch {
  readonly addresses = new Map<string, string>()
  readonly informer: Informer<Service>
  readonly #present = new Set<string>()
  readonly #listeners = new Set<Heard>()

  constructor(client: KubeClient) {
    this.informer = startInformer({
      client,
      resource: services,
      selection: { fieldSelector: 'spec.type=LoadBalancer' },
      clock: systemClock,
      random: Math.random,
      log: silentLog,
      onChange: (changes) => this.#heard(changes),
    })
  }

  get count(): number {
    return this.#present.size
  }

  onChange(listener: Heard): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  until(what: string, isSo: () => boolean, limitMs = 60_000): Promise<number> {
    if (isSo()) return Promise.resolve(performance.now())
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        stop()
        reject(new TypeError(`${what}: not within ${limitMs} ms; ${this.count} Services are there`))
      }, limitMs)
      const stop = this.onChange((_, atMs) => {
        if (!isSo()) return
        clearTimeout(late)
        stop()
        resolve(atMs)
      })
    })
  }

  stop = () => this.informer.stop()

  #heard(changes: readonly Change<Service>[]): void {
    const atMs = performance.now()
    for (const change of changes) {
      this.#take(change)
      for (const listener of [...this.#listeners]) listener(change, atMs)
    }
  }

  #take({ type, object }: Change<Service>): void {
    const key = objectKey(object.metadata)
    const address = type === 'deleted' ? null : addressOf(object)
    if (type === 'deleted') this.#present.delete(key)
    else this.#present.add(key)
    if (address === null) this.addresses.delete(key)
    else this.addresses.set(key, address)
  }
}
