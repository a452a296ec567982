import { LRUCache } from 'lru-cache'
import { entryBytes } from './text-bytes.ts'

/** Longer bodies are rare, and parsing is not what makes them slow. */
const LONGEST_TEXT = 16 * 1024
/** What the read form of a request takes beside its text, as a multiple of the text. */
const READ_FORM = 3

/**
 * Remembers what a body's text was read as, so that a hot request costs no JSON.parse and no hash. `kind` is
 * whatever else the reading depends on, the class of the Accept header for instance: a word of few.
 */
export interface RequestMemo<Read> {
  find(text: string, kind: string): Read | null
  keep(text: string, kind: string, read: Read): void
  readonly bytes: number
}

export interface RequestMemoOptions {
  readonly maxBytes: number
  /** Keeps only what comes a second time: most texts never do, and keeping costs as much as it saves once. */
  readonly isPatient?: boolean
}

/** Texts that came once and wait to come again. */
const KEPT_ONCE = 1000

/** Holds about `maxBytes`, the least recently used go first; 0: remembers nothing. Keep only what is valid. */
export function createRequestMemo<Read extends object>({
  maxBytes,
  isPatient = false,
}: RequestMemoOptions): RequestMemo<Read> {
  if (maxBytes === 0) return { find: () => null, keep: () => undefined, bytes: 0 }
  const keptOnce = new Set<string>()
  /** Whether it came before, as far back as is remembered. */
  const isSecond = (text: string) => {
    if (keptOnce.delete(text)) return true
    keptOnce.add(text)
    const [oldest] = keptOnce
    if (keptOnce.size > KEPT_ONCE && oldest !== undefined) keptOnce.delete(oldest)
    return false
  }
  const byText = new LRUCache<string, Map<string, Read>>({
    maxSize: maxBytes,
    sizeCalculation: (kinds, text) => entryBytes(text) * (1 + READ_FORM * kinds.size),
  })
  return {
    find: (text, kind) => byText.get(text)?.get(kind) ?? null,
    keep(text, kind, read) {
      if (text.length > LONGEST_TEXT || (isPatient && !isSecond(text))) return
      byText.set(text, new Map(byText.get(text)).set(kind, read))
    },
    get bytes() {
      return byText.calculatedSize
    },
  }
}
