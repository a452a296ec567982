import type { ChainEvent } from '#domain/event.ts'
import { Attributes, malformed } from './attributes.ts'
import { auditEvents } from './audit.ts'
import { deploymentEvents } from './deployment.ts'
import { LEGACY_TYPE, legacyEvent } from './legacy.ts'
import { type EventDecoder, marketEvents } from './market.ts'
import { providerEvents } from './provider.ts'

const decoders: ReadonlyMap<string, EventDecoder> = new Map([
  ...marketEvents,
  ...deploymentEvents,
  ...providerEvents,
  ...auditEvents,
  [LEGACY_TYPE, legacyEvent],
])

/** An event below one of these concerns us even where we do not know its name. */
const NAMESPACES = ['akash.market.', 'akash.deployment.', 'akash.provider.', 'akash.audit.']

/** True for an event that must be decoded or quarantined; one whose type cannot be read might be ours too. */
export function concernsUs(event: unknown): boolean {
  const type = typeOf(event)
  if (type === null) return true
  return decoders.has(type) || NAMESPACES.some((namespace) => type.startsWith(namespace))
}

/** Decodes an event that concerns us. Throws UNDECODABLE and BAD_USER_INPUT with the rule that it breaks. */
export function decodeEvent(event: unknown, base64: boolean): ChainEvent {
  const type = typeOf(event)
  if (type === null) throw malformed('the event has no type')
  const decode = decoders.get(type)
  if (decode === undefined) throw malformed(`unknown event type "${type.slice(0, 100)}"`)
  return decode(new Attributes(attributesOf(event), base64))
}

function typeOf(event: unknown): string | null {
  if (typeof event !== 'object' || event === null || !('type' in event)) return null
  return typeof event.type === 'string' ? event.type : null
}

/** Null means none. */
function attributesOf(event: unknown): unknown {
  if (typeof event !== 'object' || event === null || !('attributes' in event)) return []
  return event.attributes ?? []
}
