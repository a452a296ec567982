import type { Attribute, Audit, Provider, ProviderAudits } from '#domain/record.ts'
import { recordTable } from './record-table.ts'

interface ProviderRow {
  readonly address: string
  readonly host_uri: string
  readonly email: string
  readonly website: string
  readonly attributes: readonly Attribute[]
}

interface ProviderAuditRow {
  readonly provider: string
  readonly audits: readonly Audit[]
}

export const providerTable = recordTable<Provider, ProviderRow>({
  kind: 'provider',
  name: 'provider',
  keyColumn: 'address',
  columns: { address: 'text', host_uri: 'text', email: 'text', website: 'text', attributes: 'jsonb' },
  hasState: false,
  encode: (record) => ({
    address: record.address,
    host_uri: record.hostUri,
    email: record.email,
    website: record.website,
    attributes: record.attributes,
  }),
  decode: (row) => ({
    kind: 'provider',
    address: row.address,
    hostUri: row.host_uri,
    email: row.email,
    website: row.website,
    attributes: row.attributes.map(ordered),
  }),
})

export const providerAuditTable = recordTable<ProviderAudits, ProviderAuditRow>({
  kind: 'audits',
  name: 'provider_audit',
  keyColumn: 'provider',
  columns: { provider: 'text', audits: 'jsonb' },
  hasState: false,
  encode: (record) => ({ provider: record.provider, audits: record.audits }),
  decode: (row) => ({
    kind: 'audits',
    provider: row.provider,
    audits: row.audits.map(({ auditor, attributes }) => ({ auditor, attributes: attributes.map(ordered) })),
  }),
})

/** jsonb sorts the keys of an object its own way; the hash wants ours. */
const ordered = ({ key, value }: Attribute): Attribute => ({ key, value })
