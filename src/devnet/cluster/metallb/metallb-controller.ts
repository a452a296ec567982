import { Failure } from '#domain/failure.ts'
import { parseIpAddress } from '#domain/ip-address.ts'
import type { Random } from '../../simulation/random.ts'
import { ApiRefusal } from '../api/api-refusal.ts'
import { secondsOf } from '../api/field-managers.ts'
import { configurationStates, ipAddressPools, type Kind, namespaces, services } from '../api/kind.ts'
import type { KubeApi } from '../api/kube-api.ts'
import { isEqualJson, type JsonObject, objectKey } from '../api/object.ts'
import type { WatchRecord } from '../api/store.ts'
import type { MetalLbVersion } from './allocator.ts'
import { EventRecorder } from './event-recorder.ts'
import { KubeHost, METALLB_MANAGER, METALLB_NAMESPACE } from './kube-host.ts'
import { MetalLbModel, type MetalLbPhase } from './metallb-model.ts'

export interface MetalLbControllerOptions {
  readonly api: KubeApi
  readonly version: MetalLbVersion
  readonly random: Random
  readonly now: () => Date
  /** How long it takes for one Service, at most; the dice choose. Milliseconds. */
  readonly delayMs: number
  readonly leaksWhileLoading: boolean
}

/** MetalLB's controller on a KubeApi: it hears of each change, and works on it a little later. */
export class MetalLbController {
  readonly #options: MetalLbControllerOptions
  readonly #model: MetalLbModel
  readonly #unsubscribe: () => void
  #delayMs: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #isPaused = false

  constructor(options: MetalLbControllerOptions) {
    const { api, version, random, now, leaksWhileLoading } = options
    this.#options = options
    this.#delayMs = options.delayMs
    const host = new KubeHost(api, new EventRecorder(api, now))
    this.#model = new MetalLbModel(host, { version, random, leaksWhileLoading })
    this.#unsubscribe = api.store.subscribe((record) => this.#hear(record))
  }

  get phase(): MetalLbPhase {
    return this.#model.phase
  }

  /** Services that hold addresses by the controller's memory, also those that leaked: "namespace/name". */
  holders = (): readonly string[] => this.#model.holders()

  /** From now on it takes up to so long for one Service; the dice choose. Milliseconds. */
  slowDown(delayMs: number): void {
    this.#delayMs = delayMs
  }

  /** Switches its defect on or off; see MetalLbOptions. */
  leakWhileLoading(leaks: boolean): void {
    this.#model.leaksWhileLoading = leaks
  }

  /** Lets it refuse a free address to everybody; see MetalLbModel.leak. Throws BAD_USER_INPUT where it is not free. */
  leak(address: string): void {
    const words = this.#model.leak(parseIpAddress(address))
    if (words !== null) throw new Failure('BAD_USER_INPUT', `${address} cannot leak: ${words}`)
    this.#report()
  }

  /** Starts with an empty memory; it reads everything and then serves. */
  start(): void {
    this.#model.start()
    this.#isPaused = false
    this.#wake()
  }

  /** The process ends at once; what it wrote stays. */
  kill(): void {
    this.#model.kill()
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Hears of changes and does nothing about them, until `resume`. */
  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#wake()
  }

  /** Ends it for good. */
  stop(): void {
    this.kill()
    this.#unsubscribe()
  }

  #hear(record: WatchRecord): void {
    const { kind, object } = record
    if (kind === services) this.#model.noteService(objectKey(object.metadata))
    else if (isConfiguration(record)) this.#model.notePools()
    else return
    this.#wake()
  }

  #wake(): void {
    if (this.#timer !== undefined || this.#isPaused || this.phase === 'stopped') return
    this.#timer = setTimeout(() => this.#work(), this.#options.random.between(0, this.#delayMs))
  }

  #work(): void {
    this.#timer = undefined
    if (this.#isPaused) return
    const isMore = this.#model.step()
    this.#report()
    if (isMore) this.#wake()
  }

  /** What 0.15 and later tell of themselves. */
  #report(): void {
    if (this.#options.version === '0.14.9') return
    for (const pool of this.#model.pools.values())
      this.#writeStatus(ipAddressPools, pool.name, { ...this.#model.countsOf(pool) })
    this.#writeStatus(configurationStates, 'controller', this.#configurationState())
  }

  #configurationState(): JsonObject {
    const fault = this.#model.configurationFault
    const message = fault === null ? '' : `configuration error: ${fault}`
    const condition = {
      type: 'poolReconcilerValid',
      status: fault === null ? 'True' : 'False',
      reason: fault === null ? 'Reconciled' : 'ConfigurationError',
      message,
      lastTransitionTime: secondsOf(this.#options.now()),
    }
    return { result: fault === null ? 'Valid' : 'Invalid', errorSummary: message, conditions: [condition] }
  }

  #writeStatus(kind: Kind, name: string, status: JsonObject): void {
    const { api } = this.#options
    const target = { kind, namespace: METALLB_NAMESPACE, name }
    const live = api.store.get(kind, objectKey(target))
    if (live === null && kind === configurationStates) this.#createState()
    else if (live === null || isEqualJson(timeless(live.status), timeless(status))) return
    this.#trying(() => api.patch({ ...target, subresource: 'status' }, { status }, METALLB_MANAGER))
  }

  #createState(): void {
    const { group, version, kind } = configurationStates
    const labels = { 'metallb.io/component-type': 'controller' }
    const metadata = { name: 'controller', namespace: METALLB_NAMESPACE, labels }
    const body = { apiVersion: `${group}/${version}`, kind, metadata }
    const target = { kind: configurationStates, namespace: METALLB_NAMESPACE }
    this.#trying(() => this.#options.api.create(target, body, METALLB_MANAGER))
  }

  /** A refusal is no harm: the next piece of work tries again. */
  #trying(write: () => unknown): void {
    try {
      write()
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error
    }
  }
}

/** Pools count when their spec changes, namespaces when their labels do. */
function isConfiguration({ kind, object, before, type }: WatchRecord): boolean {
  const isBorder = before === null || type === 'DELETED'
  if (kind === ipAddressPools) return isBorder || !isEqualJson(object.spec, before.spec)
  return kind === namespaces && (isBorder || !isEqualJson(object.metadata.labels, before.metadata.labels))
}

/** Without the times, which alone are no news. */
const timeless = (status: JsonObject | undefined) =>
  JSON.parse(
    JSON.stringify(status ?? {}, (name, value: unknown) =>
      name === 'lastTransitionTime' ? undefined : value,
    ),
  ) as JsonObject
