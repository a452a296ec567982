import { blockTime, boolean, type Json, object, word, wordOrNull } from './json.ts'
import type { ObjectType, Wanted } from './selection.ts'
import type { Statement } from './statement.ts'

/** Where a fact comes from, of a row with `seen_source` and `seen_height`. */
const evidenceType: ObjectType = {
  name: 'Evidence',
  fields: {
    source: (on) => word(`case ${on}.seen_source when 'event' then 'CHAIN_EVENT' else 'CHAIN_STATE' end`),
    observedAt: (on, _wanted, statement) => wordOrNull(observedAt(`${on}.seen_height`, statement)),
    height: (on) => word(`${on}.seen_height`),
    stale: (_on, _wanted, statement) =>
      boolean(statement.shared('stale', String(statement.facts.isStale), 'boolean')),
  },
}

/** The indexed block's own time is known, also where the block is not kept. */
function observedAt(height: string, statement: Statement): string {
  const { head } = statement.facts
  if (head === null) return blockTime(height)
  const at = statement.shared('head', String(head.height), 'bigint')
  const time = statement.shared('headTime', head.time.toISOString(), 'text')
  return `case when ${height} = ${at} then ${time} else ${blockTime(height)} end`
}

export const evidence = (on: string, wanted: Wanted, statement: Statement): Json =>
  object(evidenceType, on, { wanted, statement })
