import type { Attribute } from '#chain/wire/generated/akash_base.generated.ts'
import { providerStoreKey } from '../state/store-key.ts'
import type { MessageOf } from './message.ts'
import { failure, type Handler, tellFields } from './turn.ts'

/** Creating and updating both write the whole record. */
export const putProvider: Handler<MessageOf<'create-provider' | 'update-provider'>> = (
  turn,
  { kind, provider },
) => {
  const key = providerStoreKey(provider.owner)
  const isKnown = turn.ledger.providers.get(key) !== undefined
  if (isKnown && kind === 'create-provider') return failure('provider', 4, 'invalid provider: already exists')
  if (!isKnown && kind === 'update-provider')
    return failure('provider', 3, 'invalid provider: address not found')
  turn.ledger.putProvider(key, provider)
  const name = isKnown ? 'provider.v1beta4.EventProviderUpdated' : 'provider.v1beta4.EventProviderCreated'
  tellFields(turn, name, { owner: provider.owner })
  return null
}

/** Signing merges by key. */
export const signAttributes: Handler<MessageOf<'sign-attributes'>> = (
  turn,
  { owner, auditor, attributes },
) => {
  const signed = new Map(attributesOf(turn, owner, auditor).map(({ key, value }) => [key, value]))
  for (const { key, value } of attributes) signed.set(key, value)
  putAttributes(
    turn,
    { owner, auditor },
    [...signed].map(([key, value]) => ({ key, value })),
  )
  tellFields(turn, 'audit.v1.EventTrustedAuditorCreated', { auditor, owner })
  return null
}

/** Deleting without keys deletes everything this auditor signed. */
export const deleteAttributes: Handler<MessageOf<'delete-attributes'>> = (turn, { owner, auditor, keys }) => {
  const before = attributesOf(turn, owner, auditor)
  if (before.length === 0) return failure('audit', 1, 'provider not found')
  const kept = keys.length === 0 ? [] : before.filter(({ key }) => !keys.includes(key))
  putAttributes(turn, { owner, auditor }, kept)
  tellFields(turn, 'audit.v1.EventTrustedAuditorDeleted', { auditor, owner })
  return null
}

type Turn = Parameters<typeof putProvider>[0]

function attributesOf(turn: Turn, owner: string, auditor: string): readonly Attribute[] {
  const record = turn.ledger.audits.get(owner)
  return record?.providers.find((signed) => signed.auditor === auditor)?.attributes ?? []
}

function putAttributes(turn: Turn, who: { owner: string; auditor: string }, attributes: Attribute[]): void {
  const others = (turn.ledger.audits.get(who.owner)?.providers ?? []).filter(
    ({ auditor }) => auditor !== who.auditor,
  )
  const sorted = [...attributes].sort((a, b) => (a.key < b.key ? -1 : 1))
  const providers = sorted.length === 0 ? others : [...others, { ...who, attributes: sorted }]
  turn.ledger.putAudit(who.owner, { providers: providers.sort((a, b) => (a.auditor < b.auditor ? -1 : 1)) })
}
