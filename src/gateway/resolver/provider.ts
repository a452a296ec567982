import type { Attribute, Audit } from '#domain/record.ts'
import { encodeGlobalId } from '../global-id.ts'
import { leasesOfProvider } from '../listing/leases-of-provider.ts'
import type { ProviderResolvers } from '../schema.generated.ts'
import { activity } from '../series/activity.ts'
import { prices } from '../series/prices.ts'
import { textOrNull } from './words.ts'

export const provider: ProviderResolvers = {
  id: (row, _args, { chainId }) => encodeGlobalId({ type: 'Provider', chainId, key: row.address }),
  address: (row) => row.address,
  hostUri: (row) => row.hostUri,
  email: (row) => textOrNull(row.email),
  website: (row) => textOrNull(row.website),
  attributes: (row) =>
    row.attributes.map((own) => ({
      ...own,
      auditedBy: auditorsOf(row.audits, (signed) => same(signed, own)),
    })),
  auditedBy: (row) => auditorsOf(row.audits, () => true),
  declaresIpLeases: (row) => row.declaresIpLeases,
  createdHeight: (row) => row.createdHeight,
  activeLeaseCount: (row) => row.activeLeaseCount,
  leases: (row, args, context) => leasesOfProvider(context, row, args),
  leaseActivity: (row, args, context) => activity(context, row.address, args),
  leasePrices: (row, args, context) => prices(context, row.address, args),
  evidence: (row) => row.evidence,
}

const same = (a: Attribute, b: Attribute) => a.key === b.key && a.value === b.value

/** Auditors that signed such an attribute; null where nobody has asked the chain yet. */
function auditorsOf(
  audits: readonly Audit[] | null,
  wanted: (signed: Attribute) => boolean,
): string[] | null {
  if (audits === null) return null
  const signers = audits.filter((audit) => audit.attributes.some(wanted)).map((audit) => audit.auditor)
  return [...new Set(signers)].sort()
}
