import { observationText } from '#agent/observe/observation-text.ts'
import type { PoolObservation } from '#agent/observe/pool-observation.ts'
import { tableLines } from '#agent/status/table-lines.ts'

const heads = ['name', 'total', 'in use', 'held', 'quarantined', 'available', 'addresses', 'cordoned']

/** Pools for people, or as one line of JSON. */
export const poolLines = (pools: readonly PoolObservation[], isJson: boolean): readonly string[] =>
  isJson ? [observationText(pools)] : tableLines([heads, ...pools.map(rowOf)])

const rowOf = (pool: PoolObservation): readonly string[] => [
  pool.name,
  ...[pool.total, pool.inUse, pool.held, pool.quarantined, pool.available].map(String),
  [pool.addresses.join(','), ...(pool.autoAssign ? [] : ['by name only'])].join(' '),
  pool.cordonedAddresses.join(',') || '-',
]
