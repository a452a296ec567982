import { Attribute } from '#chain/wire/generated/akash_base.generated.ts'
import {
  type AuditedProvider,
  QueryAuditedProvidersResponse,
} from '#chain/wire/generated/akash_provider.generated.ts'
import { bytesFields, type RecordedMessage } from './transactions.ts'

const SIGN = '/akash.audit.v1.MsgSignProviderAttributes'
const DELETE = '/akash.audit.v1.MsgDeleteProviderAttributes'

/** What auditors signed of one provider, after each height at which that changed. */
export type AuditVersions = ReadonlyMap<
  string,
  readonly { readonly height: number; readonly answer: Uint8Array | null }[]
>

/**
 * Replays the audit messages of a chain: nothing else tells what was signed before the tip. Signing merges by
 * key; deleting without keys deletes all (akash-network/node x/audit/keeper).
 */
export function replayAudits(messages: readonly RecordedMessage[]): AuditVersions {
  const signed = new Map<string, Map<string, Map<string, string>>>()
  const versions = new Map<string, { height: number; answer: Uint8Array | null }[]>()
  for (const { typeUrl, value, height } of messages) {
    if (typeUrl !== SIGN && typeUrl !== DELETE) continue
    const owner = text(value, 1)
    const byAuditor = signed.get(owner) ?? new Map<string, Map<string, string>>()
    signed.set(owner, byAuditor)
    apply(byAuditor, typeUrl, value)
    versions.set(owner, [...(versions.get(owner) ?? []), { height, answer: encode(owner, byAuditor) }])
  }
  return versions
}

function apply(byAuditor: Map<string, Map<string, string>>, typeUrl: string, value: Uint8Array): void {
  const auditor = text(value, 2)
  const attributes = byAuditor.get(auditor) ?? new Map<string, string>()
  byAuditor.set(auditor, attributes)
  const third = bytesFields(value, 3)
  if (typeUrl === SIGN) {
    for (const bytes of third) {
      const attribute = Attribute.decode(bytes)
      attributes.set(attribute.key, attribute.value)
    }
  } else if (third.length === 0) attributes.clear()
  else for (const key of third) attributes.delete(Buffer.from(key).toString())
  if (attributes.size === 0) byAuditor.delete(auditor)
}

function encode(
  owner: string,
  byAuditor: ReadonlyMap<string, ReadonlyMap<string, string>>,
): Uint8Array | null {
  if (byAuditor.size === 0) return null
  const providers: AuditedProvider[] = [...byAuditor].map(([auditor, attributes]) => ({
    owner,
    auditor,
    attributes: [...attributes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, attribute]) => ({ key, value: attribute })),
  }))
  return QueryAuditedProvidersResponse.encode({ providers, pagination: undefined }).finish()
}

const text = (message: Uint8Array, field: number) =>
  Buffer.from(bytesFields(message, field)[0] ?? []).toString()
