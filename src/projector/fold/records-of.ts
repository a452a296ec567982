import type { ChainRecord } from '#domain/record.ts'
import type { StateRead } from '../ports.ts'

/**
 * The records that a read brought. No audits are an answer, an empty record: nobody signed anything of that provider.
 * What could not be read is neither.
 */
export function recordsOf(read: StateRead): readonly ChainRecord[] {
  if (read.records.length > 0 || read.quarantined.length > 0 || read.ref.kind !== 'audits')
    return read.records
  return [{ kind: 'audits', provider: read.ref.key, audits: [] }]
}
