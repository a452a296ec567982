import { LRUCache } from 'lru-cache'
import { Failure } from '#domain/failure.ts'
import { entryBytes } from './text-bytes.ts'

/** One answer takes at most this part of the whole: no request may empty the cache for the others. */
const LARGEST_PART = 8
/** After so many requests in a row for older versions the present one is gone: somebody restored a backup. */
const PATIENCE = 1000

/** A finished answer; what makes it may add fields of its own. */
export interface CachedBody {
  readonly text: string
  /** True keeps it from being stored: it names errors, or depends on more than the data version. */
  readonly isVolatile: boolean
}

/** hit: it was there; joined: another request was making it; miss: it was made for this one. */
export type CacheOutcome = 'hit' | 'joined' | 'miss'

export interface CacheAnswer<Body> {
  readonly body: Body
  readonly outcome: CacheOutcome
}

export interface CacheCounts {
  readonly hits: number
  readonly misses: number
  readonly joined: number
  /** Made room for others. A new data version is no eviction. */
  readonly evicted: number
  readonly entries: number
  readonly bytes: number
}

export interface ResponseCache<Body extends CachedBody> {
  /** The stored answer, or null. Counts a hit; a null counts as nothing, for `answer` comes next. */
  find(key: string, version: string): Body | null
  /**
   * The stored answer, else that of a request under way for the same key and version, else what `make`
   * makes. Throws what `make` throws, to all who joined, and TIMED_OUT where it takes too long. `make` works
   * for all who join: it must not end because one client left.
   */
  answer(key: string, version: string, make: () => Promise<Body>): Promise<CacheAnswer<Body>>
  counts(): CacheCounts
}

export interface ResponseCacheOptions {
  /** For answers and their keys; 0: none is stored, requests are joined all the same. */
  readonly maxBytes: number
  /** For one `make`, so that nobody who joined waits for ever. Default 15000. */
  readonly makeLimitMs?: number
}

/**
 * Answers belong to one data version, the newest that was asked for; they go when a newer one is. Versions
 * are compared as texts (see dataVersion); which is newer decides only what is worth keeping, an answer is
 * found by the very version that it was made under.
 */
export function createResponseCache<Body extends CachedBody>(
  options: ResponseCacheOptions,
): ResponseCache<Body> {
  const { maxBytes, makeLimitMs = 15_000 } = options
  const entries = maxBytes === 0 ? null : createEntries<Body>(maxBytes, () => counts.evicted++)
  const underWay = new Map<string, Promise<Body>>()
  const counts = { hits: 0, misses: 0, joined: 0, evicted: 0 }
  let present = ''
  let olderAsked = 0

  const find = (key: string, version: string) => {
    const body = version === present ? (entries?.get(key) ?? null) : null
    if (body === null) return null
    counts.hits++
    olderAsked = 0
    return body
  }

  function turnTo(version: string): void {
    if (version === present) olderAsked = 0
    else if (version > present || ++olderAsked > PATIENCE) {
      present = version
      olderAsked = 0
      entries?.clear()
    }
  }

  async function makeAndStore(key: string, version: string, make: () => Promise<Body>): Promise<Body> {
    const body = await limited(make(), makeLimitMs)
    if (version === present && !body.isVolatile) entries?.set(key, body)
    return body
  }

  return {
    find,
    async answer(key, version, make) {
      turnTo(version)
      const stored = find(key, version)
      if (stored !== null) return { body: stored, outcome: 'hit' }
      const name = `${version}\n${key}`
      const running = underWay.get(name)
      if (running !== undefined) {
        counts.joined++
        return { body: await running, outcome: 'joined' }
      }
      counts.misses++
      const making = makeAndStore(key, version, make).finally(() => underWay.delete(name))
      underWay.set(name, making)
      return { body: await making, outcome: 'miss' }
    },
    counts: () => ({ ...counts, entries: entries?.size ?? 0, bytes: entries?.calculatedSize ?? 0 }),
  }
}

const createEntries = <Body extends CachedBody>(maxBytes: number, onEvict: () => void) =>
  new LRUCache<string, Body>({
    maxSize: maxBytes,
    maxEntrySize: Math.max(1, Math.floor(maxBytes / LARGEST_PART)),
    sizeCalculation: (body, key) => entryBytes(key, body.text),
    dispose: (_body, _key, reason) => {
      if (reason === 'evict') onEvict()
    },
  })

/** As withDeadline, without a signal: what is made has limits of its own, and this is on the way of every request. */
function limited<T>(making: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(new Failure('TIMED_OUT', `making an answer took longer than ${timeoutMs} ms`))
    const timer = setTimeout(giveUp, timeoutMs)
    making.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
