import type { Evidence } from '#domain/evidence.ts'
import type { ChainRecord, RecordKind, RecordRef } from '#domain/record.ts'
import { recordKey } from '#domain/record.ts'
import { bidTable } from './bid-table.ts'
import { deploymentTable } from './deployment-table.ts'
import { escrowTable } from './escrow-table.ts'
import { groupTable } from './group-table.ts'
import { leaseTable } from './lease-table.ts'
import { orderTable } from './order-table.ts'
import { providerAuditTable, providerTable } from './provider-table.ts'
import type { Known, RecordTable, SeenRow } from './record-table.ts'

/** In the order in which a commit writes them: a lease counts its IPs by its group. */
export const recordTables: { readonly [K in RecordKind]: RecordTable<Extract<ChainRecord, { kind: K }>> } = {
  deployment: deploymentTable,
  group: groupTable,
  order: orderTable,
  bid: bidTable,
  lease: leaseTable,
  provider: providerTable,
  audits: providerAuditTable,
  escrow: escrowTable,
}

export const tableOf = (kind: RecordKind): RecordTable<ChainRecord> => recordTables[kind]
export const allTables = (): readonly RecordTable<ChainRecord>[] => Object.values(recordTables)

/** A row of the table's loadText, read back. */
export function decodeKnown(kind: RecordKind, row: SeenRow): Known {
  const evidence: Evidence = { source: row.seen_source, height: row.seen_height }
  return { record: tableOf(kind).decode(row), evidence }
}

/** The newest record of each key, by kind: one statement may not write a row twice. */
export function latestByKind(records: readonly Known[]): ReadonlyMap<RecordKind, readonly Known[]> {
  const byKind = new Map<RecordKind, Map<string, Known>>()
  for (const known of records) {
    const ofKind = mapOf(byKind, known.record.kind)
    const key = recordKey(known.record)
    const other = ofKind.get(key)
    if (other === undefined || other.evidence.height <= known.evidence.height) ofKind.set(key, known)
  }
  return new Map([...byKind].map(([kind, ofKind]) => [kind, [...ofKind.values()]]))
}

export function keysByKind(refs: readonly RecordRef[]): ReadonlyMap<RecordKind, readonly string[]> {
  const byKind = new Map<RecordKind, Set<string>>()
  for (const { kind, key } of refs) byKind.set(kind, (byKind.get(kind) ?? new Set()).add(key))
  return new Map([...byKind].map(([kind, keys]) => [kind, [...keys]]))
}

function mapOf(byKind: Map<RecordKind, Map<string, Known>>, kind: RecordKind): Map<string, Known> {
  const found = byKind.get(kind) ?? new Map<string, Known>()
  byKind.set(kind, found)
  return found
}
