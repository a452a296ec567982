import { LRUCache } from 'lru-cache'
import { documentBytes } from './document-bytes.ts'
import { isRefused, type ParsedDocument, type RefusedDocument, type ToldRefusal } from './parsed-document.ts'

/** Bytes that all remembered documents may take. */
const MAX_BYTES = 32 * 1024 * 1024

/** Reads each text once while it is remembered: the valid and the refused alike. */
export type ReadDocument = (text: string) => ParsedDocument | ToldRefusal

export interface DocumentCacheOptions {
  readonly read: (text: string) => ParsedDocument | RefusedDocument
  /** What clients see of a refusal: nothing else of it is remembered, least of all the document. */
  readonly tell: (refusal: RefusedDocument) => ToldRefusal
  /** Default: 32 MiB. */
  readonly maxBytes?: number
}

export function cachedDocuments({ read, tell, maxBytes = MAX_BYTES }: DocumentCacheOptions): ReadDocument {
  const known = new LRUCache<string, ParsedDocument | ToldRefusal>({
    maxSize: maxBytes,
    sizeCalculation: (outcome, text) => documentBytes(text, outcome),
  })
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const outcome = read(text)
    const kept = isRefused(outcome) ? tell(outcome) : outcome
    known.set(text, kept)
    return kept
  }
}
