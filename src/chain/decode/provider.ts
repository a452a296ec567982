import { type Attributes, address } from './attributes.ts'
import type { EventDecoder } from './market.ts'

const owner = (a: Attributes) => address(a.jsonText('owner'), 'owner')

/** Typed events of x/provider (akash/provider/v1beta4/event.proto). EventProviderDeleted is never emitted. */
export const providerEvents: ReadonlyMap<string, EventDecoder> = new Map<string, EventDecoder>([
  ['akash.provider.v1beta4.EventProviderCreated', (a) => ({ kind: 'provider-created', owner: owner(a) })],
  ['akash.provider.v1beta4.EventProviderUpdated', (a) => ({ kind: 'provider-updated', owner: owner(a) })],
])
