import { parseAddress } from '#domain/ids.ts'
import type { Attribute, Provider, ProviderAudits } from '#domain/record.ts'
import type * as base from '../wire/generated/akash_base.generated.ts'
import type * as wire from '../wire/generated/akash_provider.generated.ts'
import { malformed } from './attributes.ts'

const attributesOf = (attributes: readonly base.Attribute[]): Attribute[] =>
  attributes.map(({ key, value }) => ({ key, value }))

/** Throws BAD_USER_INPUT where its address is none. */
export function providerRecord(provider: wire.Provider): Provider {
  return {
    kind: 'provider',
    address: parseAddress(provider.owner),
    hostUri: provider.hostUri,
    email: provider.info?.email ?? '',
    website: provider.info?.website ?? '',
    attributes: attributesOf(provider.attributes),
  }
}

/** What auditors signed of the provider `address`. Throws UNDECODABLE where the answer is about another one. */
export function auditsRecord(message: wire.QueryAuditedProvidersResponse, address: string): ProviderAudits {
  const audits = message.providers.map((audited) => {
    if (audited.owner !== address)
      throw malformed(`the audit is of "${audited.owner.slice(0, 60)}", not ${address}`)
    return { auditor: parseAddress(audited.auditor), attributes: attributesOf(audited.attributes) }
  })
  return { kind: 'audits', provider: address, audits }
}
