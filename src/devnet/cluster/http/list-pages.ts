import { badRequest, expired, tooNew } from '../api/api-refusal.ts'
import type { JsonObject, KubeObject } from '../api/object.ts'
import type { KubeRequest } from './kube-request.ts'

interface Snapshot {
  readonly revision: number
  readonly objects: readonly KubeObject[]
}

export interface Page {
  readonly objects: readonly KubeObject[]
  readonly metadata: JsonObject
}

/** Lists that were begun and may be continued; the oldest are forgotten, as an apiserver's are after five minutes. */
const MAX_SNAPSHOTS = 100

/** Lists in pages: all pages of one list show the same moment. */
export class ListPages {
  readonly #snapshots = new Map<string, Snapshot>()
  #count = 0

  /** The page that a request asks for; `read` makes the list where it begins. Throws ApiRefusal (400, 410, 504). */
  page({ query }: KubeRequest, current: number, read: () => Snapshot): Page {
    const limit = Number(query.get('limit') ?? 0)
    const token = query.get('continue') ?? ''
    if (token !== '') return this.#cut(token, limit)
    checkRevision(query.get('resourceVersion') ?? '', current)
    const snapshot = read()
    if (limit === 0 || snapshot.objects.length <= limit) return whole(snapshot)
    this.#count += 1
    const id = String(this.#count)
    this.#snapshots.set(id, snapshot)
    for (const old of this.#snapshots.keys())
      if (this.#snapshots.size > MAX_SNAPSHOTS) this.#snapshots.delete(old)
    return this.#cut(encode(id, 0), limit)
  }

  /** Forgets all lists that were begun. */
  forget(): void {
    this.#snapshots.clear()
  }

  #cut(token: string, limit: number): Page {
    const [id = '', from = '0'] = Buffer.from(token, 'base64url').toString().split('/')
    const snapshot = this.#snapshots.get(id)
    if (snapshot === undefined)
      throw expired(
        'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.',
      )
    const end = limit === 0 ? snapshot.objects.length : Number(from) + limit
    const objects = snapshot.objects.slice(Number(from), end)
    const left = snapshot.objects.length - end
    const more = left > 0 ? { continue: encode(id, end), remainingItemCount: left } : {}
    return { objects, metadata: { resourceVersion: String(snapshot.revision), ...more } }
  }
}

const whole = ({ objects, revision }: Snapshot): Page => ({
  objects,
  metadata: { resourceVersion: String(revision) },
})

const encode = (id: string, from: number) => Buffer.from(`${id}/${from}`).toString('base64url')

function checkRevision(text: string, current: number): void {
  if (text !== '' && !/^\d+$/.test(text)) throw badRequest(`resourceVersion: Invalid value: "${text}"`)
  if (text !== '' && BigInt(text) > BigInt(current)) throw tooNew(BigInt(text), current)
}
