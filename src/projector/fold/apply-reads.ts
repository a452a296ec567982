import type { RecordRef } from '#domain/record.ts'
import type { StateRead } from '../ports.ts'
import { recordsOf } from './records-of.ts'
import type { WorkingSet } from './working-set.ts'

/**
 * Lays what chain state says over what events said: state wins. Answers the refs that an event named and
 * that state does not have, which is a contradiction, or whose record cannot be read.
 */
export function applyReads(set: WorkingSet, reads: readonly StateRead[]): RecordRef[] {
  const contradictions = reads.flatMap((read) => {
    for (const record of recordsOf(read))
      set.put({ record, evidence: { source: 'state', height: read.height } })
    if (recordsOf(read).length > 0) return []
    if (read.quarantined.length === 0) set.drop(read.ref)
    return [read.ref]
  })
  // Of an address that is no provider the chain also says that nobody signed anything of it.
  for (const { kind, key } of contradictions)
    if (kind === 'provider' && !set.has({ kind, key })) set.drop({ kind: 'audits', key })
  return contradictions
}
