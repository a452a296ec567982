import { refText } from '#domain/record.ts'
import type { RecordRead } from '../state-reader.ts'

/** What of a node's answers is no possible record; null where all of them are, or say that there is none. */
export function unreadable(reads: readonly RecordRead[]): string | null {
  const odd = reads.find(({ records, quarantined }) => records.length === 0 && quarantined.length > 0)
  return odd === undefined
    ? null
    : `its ${refText(odd.ref)} is impossible: ${odd.quarantined[0]?.reason ?? ''}`
}
