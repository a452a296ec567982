import type { Evidence, EvidenceSource } from '#domain/evidence.ts'
import type { Attribute, Audit, Provider } from '#domain/record.ts'

/** A provider as it is stored, with what auditors signed of it. */
export interface ProviderRow extends Provider {
  readonly declaresIpLeases: boolean
  /** Leases in state active or reclaiming. */
  readonly activeLeaseCount: number
  /** Null: its creation was not seen. */
  readonly createdHeight: number | null
  /** Null: never read. */
  readonly audits: readonly Audit[] | null
  readonly evidence: Evidence
}

/** The columns of `provider p left join provider_audit a` as the driver hands them over. */
export interface ProviderColumns {
  readonly address: string
  readonly host_uri: string
  readonly email: string
  readonly website: string
  readonly attributes: readonly Attribute[]
  readonly declares_ip_leases: boolean
  readonly active_lease_count: number
  readonly created_height: number | null
  readonly audits: readonly Audit[] | null
  readonly seen_height: number
  readonly seen_source: EvidenceSource
}

export function providerRow(columns: ProviderColumns): ProviderRow {
  return {
    kind: 'provider',
    address: columns.address,
    hostUri: columns.host_uri,
    email: columns.email,
    website: columns.website,
    attributes: columns.attributes,
    declaresIpLeases: columns.declares_ip_leases,
    activeLeaseCount: columns.active_lease_count,
    createdHeight: columns.created_height,
    audits: columns.audits,
    evidence: { source: columns.seen_source, height: columns.seen_height },
  }
}
