import type { Quarantined } from '#domain/event.ts'
import type { ChainRecord } from '#domain/record.ts'
import { refOf, refText } from '#domain/record.ts'
import { recordFault } from '#domain/record-fault.ts'

interface Answer {
  readonly records: readonly ChainRecord[]
  readonly quarantined: readonly Quarantined[]
  readonly height: number
}

/**
 * An answer without the records that cannot be true; those go to quarantine as the JSON of what they say. Done after
 * nodes were held against each other: that a record is impossible tells who lies.
 */
export function possibleOnly<A extends Answer>(answer: A): A {
  const faults = answer.records.flatMap((record) => {
    const fault = recordFault(record)
    return fault === null ? [] : [{ record, fault }]
  })
  if (faults.length === 0) return answer
  const refused = new Set(faults.map(({ record }) => record))
  return {
    ...answer,
    records: answer.records.filter((record) => !refused.has(record)),
    quarantined: [
      ...answer.quarantined,
      ...faults.map(({ record, fault }) => kept(answer.height, record, fault)),
    ],
  }
}

const kept = (height: number, record: ChainRecord, fault: string): Quarantined => ({
  height,
  txIndex: -1,
  eventIndex: -1,
  reason: `the ${refText(refOf(record))} is impossible: ${fault}`,
  raw: Buffer.from(
    JSON.stringify(record, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
  ),
})
