import { secondsOf } from '../api/field-managers.ts'
import { events, namespaces } from '../api/kind.ts'
import type { KubeApi } from '../api/kube-api.ts'
import type { KubeObject } from '../api/object.ts'
import type { ServiceEvent } from './converge.ts'

/** client-go's spam filter: so many about one object, then one more every five minutes. */
const BURST = 25
const REFILL_MS = 300_000

interface Written {
  readonly name: string
  readonly count: number
}

/** Records Events as client-go does: the same words about the same object are one Event with a count. */
export class EventRecorder {
  readonly #api: KubeApi
  readonly #now: () => Date
  readonly #written = new Map<string, Written>()
  readonly #tokens = new Map<string, { left: number; at: number }>()
  #made = 0

  constructor(api: KubeApi, now: () => Date) {
    this.#api = api
    this.#now = now
  }

  record(about: KubeObject, event: ServiceEvent): void {
    const { uid = '', namespace = 'default' } = about.metadata
    if (!this.#takesToken(uid)) return
    const key = JSON.stringify([uid, event.type, event.reason, event.message])
    const written = this.#written.get(key)
    const time = secondsOf(this.#now())
    const isThere =
      written !== undefined && this.#api.store.get(events, `${namespace}/${written.name}`) !== null
    if (written !== undefined && isThere) {
      const count = written.count + 1
      this.#written.set(key, { name: written.name, count })
      this.#api.patch(
        { kind: events, namespace, name: written.name },
        { count, lastTimestamp: time },
        MANAGER,
      )
    } else if (isOpen(this.#api, namespace))
      this.#written.set(key, { name: this.#create(about, event, time), count: 1 })
  }

  #create(about: KubeObject, event: ServiceEvent, time: string): string {
    const { name, namespace = 'default' } = about.metadata
    // Nanoseconds, as client-go's names have: too many digits for a number, and never the same twice.
    const stamp = BigInt(this.#now().getTime()) * 1_000_000n + BigInt(this.#made++)
    const body = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${stamp.toString(16)}`, namespace },
      involvedObject: referenceTo(about),
      ...event,
      source: { component: MANAGER },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
      eventTime: null,
      reportingComponent: MANAGER,
      reportingInstance: '',
    }
    return this.#api.create({ kind: events, namespace }, body, MANAGER).metadata.name
  }

  #takesToken(uid: string): boolean {
    const at = this.#now().getTime()
    const bucket = this.#tokens.get(uid) ?? { left: BURST, at }
    const refilled = Math.min(BURST, bucket.left + (at - bucket.at) / REFILL_MS)
    this.#tokens.set(uid, { left: Math.max(0, refilled < 1 ? refilled : refilled - 1), at })
    return refilled >= 1
  }
}

const MANAGER = 'metallb-controller'

/** Nothing can be created in a namespace that is gone or about to go. */
function isOpen(api: KubeApi, namespace: string): boolean {
  const found = api.store.get(namespaces, namespace)
  return found !== null && found.metadata.deletionTimestamp === undefined
}

const referenceTo = ({ apiVersion, kind, metadata }: KubeObject) => ({
  kind,
  namespace: metadata.namespace,
  name: metadata.name,
  uid: metadata.uid,
  apiVersion,
  resourceVersion: metadata.resourceVersion,
})
