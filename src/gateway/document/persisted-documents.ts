import { LRUCache } from 'lru-cache'

/** Bytes of text that clients may have registered; who comes back for one that was pushed out sends it again. */
const MAX_REGISTERED_BYTES = 16 * 1024 * 1024
const BYTES_PER_CHARACTER = 2
const BYTES_PER_DOCUMENT = 300

/** Texts of documents by the sha256 of each. */
export interface PersistedDocuments {
  /** Whether nothing but what is listed is answered. */
  readonly only: boolean
  /** Null where nobody has brought such a document. */
  find(sha256: string): string | null
  /** Whether it stands on the list of this gateway's operator. */
  isListed(sha256: string): boolean
  /** Keeps a text that a client has sent with its hash, which must be right. */
  register(sha256: string, text: string): void
}

export interface PersistedOptions {
  /** The operator's own: sha256 → text. */
  readonly listed: ReadonlyMap<string, string>
  readonly only: boolean
}

export function persistedDocuments({ listed, only }: PersistedOptions): PersistedDocuments {
  const registered = new LRUCache<string, string>({
    maxSize: MAX_REGISTERED_BYTES,
    sizeCalculation: (text) => BYTES_PER_DOCUMENT + text.length * BYTES_PER_CHARACTER,
  })
  return {
    only,
    find: (sha256) => listed.get(sha256) ?? registered.get(sha256) ?? null,
    isListed: (sha256) => listed.has(sha256),
    register: (sha256, text) => {
      if (!only && !listed.has(sha256)) registered.set(sha256, text)
    },
  }
}
