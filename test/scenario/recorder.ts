import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '#domain/failure.ts'
import type { KubeApi } from '../contract/kube-api.ts'
import { readSeenService, type ServiceObject } from './checker/read-seen-service.ts'
import type { SeenService, ServiceChange } from './checker/scenario-log.ts'
import { historyBetween, type ServiceList } from './service-history.ts'

const SERVICES = '/api/v1/services'
/** Before a watch that ended is taken up again. */
const PAUSE_MS = 50

export interface Recorder {
  /** How often the server had no memory of where the watch was. */
  gaps(): number
  /** Resolves when everything up to now was told. */
  caughtUp(): Promise<void>
  stop(): Promise<void>
}

export type Tell = (change: ServiceChange, revision: number) => void

/**
 * Tells every change of every LoadBalancer Service, each once and in order, from now on: by a watch that goes on where
 * it stopped, and where the server has no memory of that (it was killed meanwhile), by what etcd still has.
 */
export async function startRecorder(kube: KubeApi, tell: Tell): Promise<Recorder> {
  const recorder = new ServiceRecorder(kube, tell)
  await recorder.begin()
  return recorder
}

class ServiceRecorder implements Recorder {
  readonly #kube: KubeApi
  readonly #tell: Tell
  readonly #stopping = new AbortController()
  /** As they were told. */
  readonly #known = new Map<string, SeenService>()
  #revision = 0
  /** The server no longer has what lies between our revision and now. */
  #isForgotten = false
  #gaps = 0
  #running: Promise<void> = Promise.resolve()

  constructor(kube: KubeApi, tell: Tell) {
    this.#kube = kube
    this.#tell = tell
  }

  async begin(): Promise<void> {
    const { metadata, items } = await this.#kube.want<ServiceList>('GET', SERVICES)
    for (const service of [...items].sort(byRevision)) this.#take('ADDED', service)
    this.#revision = Number(metadata.resourceVersion)
    this.#running = this.#run()
  }

  gaps = () => this.#gaps

  async caughtUp(): Promise<void> {
    const probe = await this.#probe()
    for (let tries = 0; this.#revision < probe; tries++) {
      if (tries > 600)
        throw new Failure('TIMED_OUT', `the watch is at ${this.#revision}, the server at ${probe}`)
      await sleep(PAUSE_MS)
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  /** Writes a Service that nobody heeds, and takes it away again. Answers the revision of the first of these. */
  async #probe(): Promise<number> {
    const path = '/api/v1/namespaces/default/services'
    const spec = { ports: [{ port: 1 }] }
    const { metadata } = await this.#kube.want('POST', path, { metadata: { name: 'recorder-probe' }, spec })
    await this.#kube.want('DELETE', `${path}/recorder-probe`)
    return Number(metadata.resourceVersion)
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        if (this.#isForgotten) await this.#fillGap()
        else await this.#watch()
      } catch (error) {
        if (!isTrouble(error)) throw error
        if (isGone(error)) this.#isForgotten = true
      }
      if (!this.#stopping.signal.aborted) await sleep(PAUSE_MS)
    }
  }

  async #watch(): Promise<void> {
    const path = `${SERVICES}?allowWatchBookmarks=true`
    const events = await this.#kube.watchFrom<ServiceObject>(path, this.#revision, this.#stopping.signal)
    for await (const { type, object } of events) {
      if (type === 'ERROR') {
        this.#isForgotten = true
        return
      }
      if (type !== 'BOOKMARK') this.#take(type, object)
      this.#revision = Number(object.metadata.resourceVersion)
    }
  }

  async #fillGap(): Promise<void> {
    const { changes, revision } = await historyBetween(this.#kube, this.#revision)
    for (const { type, service } of changes) this.#take(type, service)
    this.#revision = revision
    this.#isForgotten = false
    this.#gaps += 1
  }

  #take(type: ServiceChange['type'], object: ServiceObject): void {
    const { uid, resourceVersion } = object.metadata
    const before = this.#known.get(uid)
    const seen = readSeenService(object)
    const is = type === 'DELETED' || seen === null ? null : seen
    if (is !== null) this.#known.set(uid, is)
    else this.#known.delete(uid)
    const last = is ?? before
    if (last === undefined) return
    const kind = is === null ? 'DELETED' : before === undefined ? 'ADDED' : 'MODIFIED'
    this.#tell({ kind: 'service', type: kind, service: last }, Number(resourceVersion))
  }
}

const byRevision = (a: ServiceObject, b: ServiceObject) =>
  Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion)

/** The server is gone, not there yet, or not ready: errors of connections have a code, and so have refusals. */
const isTrouble = (error: unknown) => error instanceof Error && 'code' in error
const isGone = (error: unknown) => error instanceof Failure && error.values.status === 410
