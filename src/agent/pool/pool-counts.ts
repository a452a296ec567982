import type { ObservedPool } from '../model/observed-pool.ts'

type Counts = NonNullable<ObservedPool['counts']>

const TOTAL = 'metallb_allocator_addresses_total'
const IN_USE = 'metallb_allocator_addresses_in_use_total'

/**
 * Counts by pool from the metrics of MetalLB's controller, as text. 0.14.9 and 0.16.1 name them alike (they only serve
 * them differently: plain HTTP, TLS with a token). 0.14.9 goes on counting pools that were deleted, and numbers are floats:
 * those over 2^53 are not exact.
 */
export function readPoolCounts(metrics: string): ReadonlyMap<string, Counts> {
  const totals = readGauge(metrics, TOTAL)
  const inUse = readGauge(metrics, IN_USE)
  return new Map(
    [...totals].map(([pool, total]) => {
      // A pool that never gave an address has no second series.
      const assigned = inUse.get(pool) ?? 0n
      return [pool, { assigned, available: total > assigned ? total - assigned : 0n }]
    }),
  )
}

function readGauge(metrics: string, name: string): Map<string, bigint> {
  const found = new Map<string, bigint>()
  const line = /^(\w+)\{([^}]*)\}\s+(\S+)/
  for (const text of metrics.split('\n')) {
    const [, gauge, labels = '', value = ''] = line.exec(text) ?? []
    const pool = /(?:^|,)\s*pool="([^"]*)"/.exec(labels)?.[1]
    const number = Number(value)
    if (gauge === name && pool !== undefined && Number.isFinite(number) && number >= 0)
      found.set(pool, BigInt(Math.trunc(number)))
  }
  return found
}
