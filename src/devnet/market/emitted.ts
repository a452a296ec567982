import type { BidID, LeaseClosedReason } from '#chain/wire/generated/akash_market.generated.ts'
import { LeaseClosedReason as reasons } from '#chain/wire/generated/akash_market.generated.ts'
import type { DecCoin } from '#chain/wire/generated/cosmos_base.generated.ts'

/** Any id of the market, by the parts it has. */
export type AnyId = Pick<BidID, 'owner' | 'dseq'> & Partial<Omit<BidID, 'owner' | 'dseq'>>

/** The fields of a typed event; absent ones are not part of it. */
export interface TypedFields {
  readonly auditor?: string
  /** Unix seconds. */
  readonly deadline?: bigint
  readonly grantee?: string
  readonly granter?: string
  readonly hash?: Uint8Array
  readonly id?: AnyId
  readonly msgTypeUrl?: string
  readonly owner?: string
  readonly price?: DecCoin
  readonly reason?: LeaseClosedReason
}

/** What a message did, kept small: blocks are turned into JSON only when somebody asks. */
export type Happening =
  | { readonly kind: 'typed'; readonly type: string; readonly fields: TypedFields }
  /** Money moves: coin_spent, coin_received, transfer, message. `amount` with its denom. */
  | { readonly kind: 'coin'; readonly from: string; readonly to: string; readonly amount: string }
  | { readonly kind: 'action'; readonly typeUrl: string; readonly sender: string; readonly module: string }

/** A happening and the message it came from: its index, and its way through MsgExec from inside out. */
export interface Emitted {
  readonly happening: Happening
  readonly msgIndex: number
  readonly authzPath: readonly number[]
}

/** Renders one happening as the node's events, JSON texts joined by commas. */
export function emittedText({ happening, msgIndex, authzPath }: Emitted): string {
  const tail = [
    ...authzPath.map((index) => attribute('authz_msg_index', String(index))),
    attribute('msg_index', String(msgIndex)),
  ].join(',')
  switch (happening.kind) {
    case 'typed':
      return event(happening.type, [...typedAttributes(happening.fields), tail])
    case 'coin':
      return coinEvents(happening, tail)
    case 'action':
      return event('message', [
        attribute('action', happening.typeUrl),
        attribute('sender', happening.sender),
        attribute('module', happening.module),
        tail,
      ])
  }
}

/** Renders what no message did: without an index of messages, and not indexed (cosmos-sdk baseapp preBlock). */
export function unindexedText(happening: Happening): string {
  const text = happening.kind === 'coin' ? coinEvents(happening, '') : typedText(happening)
  return text.replaceAll('"index":true}', '"index":false}')
}

const typedText = (happening: Happening) =>
  happening.kind === 'typed' ? event(happening.type, typedAttributes(happening.fields)) : ''

/** The four events of a payment. `tail` is what every one of them ends in; "" for nothing. */
export function coinEvents(
  { from, to, amount }: { from: string; to: string; amount: string },
  tail: string,
): string {
  const sum = attribute('amount', amount)
  const end = tail === '' ? [] : [tail]
  return [
    event('coin_spent', [attribute('spender', from), sum, ...end]),
    event('coin_received', [attribute('receiver', to), sum, ...end]),
    event('transfer', [attribute('recipient', to), attribute('sender', from), sum, ...end]),
    event('message', [attribute('sender', from), ...end]),
  ].join(',')
}

export const event = (type: string, attributes: readonly string[]) =>
  `{"type":"${type}","attributes":[${attributes.join(',')}]}`

/** One attribute; the value is text that JSON may have to escape. */
export const attribute = (key: string, value: string) =>
  `{"key":"${key}","value":${JSON.stringify(value)},"index":true}`

/** Typed events carry their fields in the order of their names, each as JSON text (cosmos-sdk EmitTypedEvent). */
function typedAttributes(fields: TypedFields): string[] {
  const { auditor, deadline, grantee, granter, hash, id, msgTypeUrl, owner, price, reason } = fields
  const texts: (readonly [string, string | undefined])[] = [
    ['auditor', auditor && JSON.stringify(auditor)],
    ['deadline', deadline === undefined ? undefined : `"${deadline}"`],
    ['grantee', grantee && JSON.stringify(grantee)],
    ['granter', granter && JSON.stringify(granter)],
    ['hash', hash && `"${Buffer.from(hash).toString('base64')}"`],
    ['id', id && idText(id)],
    ['msg_type_url', msgTypeUrl && JSON.stringify(msgTypeUrl)],
    ['owner', owner && JSON.stringify(owner)],
    ['price', price && `{"denom":"${price.denom}","amount":"${decimal(price.amount)}"}`],
    ['reason', reason === undefined ? undefined : `"${reasonName(reason)}"`],
  ]
  return texts.flatMap(([key, text]) => (text === undefined ? [] : [attribute(key, text)]))
}

export function idText(id: AnyId): string {
  const { owner, dseq, gseq, oseq, provider, bseq } = id
  let text = `{"owner":"${owner}","dseq":"${dseq}"`
  if (gseq !== undefined) text += `,"gseq":${gseq}`
  if (oseq !== undefined) text += `,"oseq":${oseq}`
  if (provider !== undefined) text += `,"provider":"${provider}","bseq":${bseq ?? 0}`
  return `${text}}`
}

/** Events write prices with 18 digits after the point; state keeps them as whole numbers of 10^−18. */
function decimal(scaled: string): string {
  const digits = scaled.padStart(19, '0')
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`
}

const reasonName = (reason: LeaseClosedReason) =>
  Object.entries(reasons).find(([, value]) => value === reason)?.[0] ?? 'lease_closed_invalid'
