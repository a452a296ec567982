import { createHash } from 'node:crypto'

/**
 * A block comes about every 6 s. A CDN may keep an answer for half a block, and show it for one more while it
 * asks again: what it shows is never older than 9 s, far below the 60 s after which a fact counts as stale. A
 * browser asks again each second, which costs it a 304.
 */
const PERSISTED = 'public, max-age=1, s-maxage=3, stale-while-revalidate=6'

/** What of a request and its answer decides who may keep the answer. */
export interface AnswerKind {
  readonly method: string
  /** The document was named by its sha256, so that there are few URLs. */
  readonly isPersisted: boolean
  /** The request had an Authorization header. */
  readonly isAuthorized: boolean
  /** It has errors, or shows more than the data version decides. */
  readonly isVolatile: boolean
}

/** The Cache-Control header. */
export function cacheControl({ method, isPersisted, isAuthorized, isVolatile }: AnswerKind): string {
  if (isAuthorized) return 'private, no-store'
  if (isVolatile || method !== 'GET') return 'no-store'
  // Any document may stand in the URL: it may be kept, but nothing is shown without asking us.
  return isPersisted ? PERSISTED : 'no-cache'
}

/** The request's headers on which an answer depends. An old answer to a lower minimum height does not serve a higher one. */
export const VARY = 'Accept, Authorization, x-ipgw-min-height'

/** A weak ETag: answers of one key and data version say the same, if not byte for byte. */
export function etagOf(key: string, version: string): string {
  const hash = createHash('sha256').update(`${version}\n${key}`).digest('base64url')
  return `W/"${hash.slice(0, 22)}"`
}

const ENTITY_TAG = /(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g

/** Whether the client has this answer already: 304 then. `header` is If-None-Match: `*`, or a list of ETags. */
export function hasSameAnswer(header: string | null, etag: string): boolean {
  if (header === null) return false
  if (header.trim() === '*') return true
  const opaque = etag.slice(etag.indexOf('"') + 1, -1)
  return [...header.matchAll(ENTITY_TAG)].some((match) => match[1] === opaque)
}
