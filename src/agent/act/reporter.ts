import type { Random } from '#platform/backoff.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import { Due } from '../due.ts'
import type { KubeClient } from '../kube/kube-client.ts'
import type { ConfigMap, LeasedIPOverride } from '../kube/kube-objects.ts'
import { verdictOf } from '../kube/kube-verdict.ts'
import { configMaps, leasedIpOverrides } from '../kube/resource.ts'
import { createWorkQueue, type WorkQueue } from '../kube/work-queue.ts'
import { type LeaseRef, leaseRefKey } from '../model/lease-ref.ts'
import type { EndpointVerdict } from '../model/verdict.ts'
import { buildConfigMap, isSameConfigMap, leasedIpsByLease } from '../object/config-map.ts'
import { type OverrideOutcome, overrideStatusPatch } from '../object/override-status.ts'
import { leaseNamespace } from '../stock/lease-namespace.ts'
import type { VerdictChange } from '../verdict-book.ts'
import type { Informers } from '../watch/informers.ts'
import { whenChanged } from '../watch/reading.ts'
import { isSameStatus } from './same-status.ts'

export interface ReporterOptions {
  /** Fenced. */
  readonly client: Pick<KubeClient, 'get' | 'apply' | 'mergePatch'>
  readonly informers: Pick<Informers, 'overrides' | 'namespaces'>
  readonly verdicts: () => readonly EndpointVerdict[]
  /** What became of an override. */
  readonly outcomeOf: (override: LeasedIPOverride) => OverrideOutcome
  /** Whether this process may write now. */
  readonly mayAct: () => boolean
  /** Whether Services are being written: what is told about them can wait for a while. */
  readonly isBusy: () => boolean
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

const MANAGER = 'ipgw-agent'
const CONCURRENCY = 4
/** Several changes of one lease in a row become one write. */
const GATHER_MS = 200
/** So long at most it waits for a pause in the writing of Services. */
const PATIENCE_MS = 15_000

/** Tells tenants and operators what they have: the ConfigMap of each lease, the status of each override. */
export class Reporter {
  readonly #options: ReporterOptions
  readonly #queue: WorkQueue
  readonly #due: Due
  readonly #stopping = new AbortController()
  /** "lease <key>", "override <namespace/name>", and since when they wait; monotonic. */
  readonly #waiting = new Map<string, number>()
  readonly #leases = new Map<string, LeaseRef>()
  /** What is in the cluster, by the uid of the lease's namespace; null: there is no ConfigMap. */
  readonly #written = new Map<string, Pick<ConfigMap, 'data'> | null>()
  readonly #byLease = whenChanged(leasedIpsByLease)
  readonly #running: Promise<void>

  constructor(options: ReporterOptions) {
    const { clock, random, log } = options
    this.#options = options
    this.#due = new Due(clock)
    this.#queue = createWorkQueue({
      concurrency: CONCURRENCY,
      clock,
      random,
      work: (item, signal) => this.#work(item, signal),
      onFailure: (item, { error, count }) => {
        if (count === 1) log.warn({ err: error, item }, 'cannot tell what is leased')
      },
    })
    this.#running = this.#due.run(() => this.#flush(), this.#stopping.signal)
  }

  /** These endpoints are not as they were. */
  changed(changes: readonly VerdictChange[]): void {
    for (const { before, after } of changes)
      for (const { lease } of [...(before?.ports ?? []), ...(after?.ports ?? [])]) this.#addLease(lease)
    if (changes.length > 0) this.overridesChanged()
  }

  /** Something about overrides is new; those whose status says it already are not written. */
  overridesChanged(): void {
    for (const [key, object] of this.#options.informers.overrides.snapshot().objects)
      if (!this.#isTold(object)) this.#add(`override ${key}`)
  }

  /** Everything is looked at again: this process has just begun to lead, or a namespace is new. */
  all(): void {
    this.#written.clear()
    for (const { ports } of this.#options.verdicts()) for (const { lease } of ports) this.#addLease(lease)
    this.overridesChanged()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    await this.#queue.stop(1000)
  }

  #addLease(lease: LeaseRef): void {
    const key = leaseRefKey(lease)
    this.#leases.set(key, lease)
    this.#add(`lease ${key}`)
  }

  #add(item: string): void {
    const nowMs = this.#options.clock.monotonicMs()
    if (!this.#waiting.has(item)) this.#waiting.set(item, nowMs)
    this.#due.want(nowMs + GATHER_MS)
  }

  #flush(): void {
    const { clock, isBusy, mayAct } = this.#options
    const nowMs = clock.monotonicMs()
    const patienceMs = isBusy() ? PATIENCE_MS : 0
    for (const [item, sinceMs] of this.#waiting) {
      if (nowMs - sinceMs < patienceMs) continue
      this.#waiting.delete(item)
      if (mayAct()) this.#queue.add(item)
    }
    if (this.#waiting.size > 0) this.#due.want(nowMs + GATHER_MS)
  }

  async #work(item: string, signal: AbortSignal): Promise<void> {
    if (!this.#options.mayAct()) return
    const name = item.slice(item.indexOf(' ') + 1)
    if (item.startsWith('lease ')) await this.#tellLease(name, signal)
    else await this.#tellOverride(name, signal)
  }

  async #tellLease(key: string, signal: AbortSignal): Promise<void> {
    const lease = this.#leases.get(key)
    if (lease === undefined) return
    const entry = this.#byLease(this.#options.verdicts()).get(key)
    const isTold = await this.#putConfigMap(lease, entry?.leasedIps ?? [], signal)
    // A lease that is over is not looked at again.
    if (isTold && entry === undefined) this.#leases.delete(key)
  }

  /** False: its namespace is not there, or on its way out. */
  async #putConfigMap(
    lease: LeaseRef,
    leasedIps: Parameters<typeof buildConfigMap>[1],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { client, informers } = this.#options
    const namespace = informers.namespaces.get({ name: leaseNamespace(lease) })
    const { uid, deletionTimestamp } = namespace?.metadata ?? {}
    if (uid === undefined || deletionTimestamp !== undefined) return false
    const wanted = buildConfigMap(lease, leasedIps)
    const there = await this.#there(uid, wanted.metadata, signal)
    if (there === null ? leasedIps.length === 0 : isSameConfigMap(there, wanted)) return true
    const apply = { object: wanted, manager: MANAGER, force: true }
    this.#written.set(uid, await client.apply(configMaps, apply, { signal }))
    return true
  }

  /** Read once; afterwards it is what was written last. */
  async #there(
    uid: string,
    { namespace, name }: { readonly namespace?: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<Pick<ConfigMap, 'data'> | null> {
    const known = this.#written.get(uid)
    if (known !== undefined) return known
    const place = namespace === undefined ? { name } : { namespace, name }
    const found = await this.#options.client.get(configMaps, place, { signal }).catch((error: unknown) => {
      if (verdictOf(error) === 'missing') return null
      throw error
    })
    this.#written.set(uid, found)
    return found
  }

  async #tellOverride(key: string, signal: AbortSignal): Promise<void> {
    const { client, informers } = this.#options
    const object = informers.overrides.snapshot().objects.get(key)
    if (object === undefined || this.#isTold(object)) return
    const { namespace, name } = object.metadata
    const place = namespace === undefined ? { name } : { namespace, name }
    const patch = this.#patchOf(object)
    informers.overrides.assume(
      await client.mergePatch(leasedIpOverrides, { ...place, patch, subresource: 'status' }, { signal }),
    )
  }

  #isTold(object: LeasedIPOverride): boolean {
    return isSameStatus(object.status ?? {}, this.#patchOf(object).status)
  }

  #patchOf(object: LeasedIPOverride): ReturnType<typeof overrideStatusPatch> {
    return overrideStatusPatch(this.#options.outcomeOf(object), object.metadata.generation ?? 0)
  }
}
