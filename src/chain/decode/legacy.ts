import type { ChainEvent } from '#domain/event.ts'
import {
  type BidId,
  type DeploymentId,
  type GroupId,
  type OrderId,
  parseUint32,
  parseUint64,
} from '#domain/ids.ts'
import { type Price, priceFromDecimal } from '#domain/price.ts'
import { type Attributes, address, denomOf, malformed } from './attributes.ts'
import type { EventDecoder } from './market.ts'

/** The type of every event of the Akash modules before v1.0.0 (akash-network/akash-api go/sdkutil/event.go). */
export const LEGACY_TYPE = 'akash.v1'

const owner = (a: Attributes) => address(a.text('owner'), 'owner')
const deployment = (a: Attributes): DeploymentId => ({ owner: owner(a), dseq: parseUint64(a.text('dseq')) })
const group = (a: Attributes): GroupId => ({ ...deployment(a), gseq: parseUint32(a.text('gseq')) })
const order = (a: Attributes): OrderId => ({ ...group(a), oseq: parseUint32(a.text('oseq')) })
const bid = (a: Attributes): BidId => ({
  ...order(a),
  provider: address(a.text('provider'), 'provider'),
  bseq: 0,
})
const price = (a: Attributes): Price =>
  priceFromDecimal(denomOf(a.text('price-denom')), a.text('price-amount'))
const both = (a: Attributes) => ({ owner: owner(a), auditor: address(a.text('auditor'), 'auditor') })

/** "version" is the manifest's sha256, already in hex. */
function version(a: Attributes): string {
  const text = a.text('version')
  if (!/^[0-9a-fA-F]{0,200}$/.test(text)) throw malformed('the version is not hex')
  return text.toLowerCase()
}

/** By module and action. None of them says why a lease closed. */
const actions: ReadonlyMap<string, EventDecoder> = new Map<string, EventDecoder>([
  ['market order-created', (a) => ({ kind: 'order-created', id: order(a) })],
  ['market order-closed', (a) => ({ kind: 'order-closed', id: order(a) })],
  ['market bid-created', (a) => ({ kind: 'bid-created', id: bid(a), price: price(a) })],
  ['market bid-closed', (a) => ({ kind: 'bid-closed', id: bid(a) })],
  ['market lease-created', (a) => ({ kind: 'lease-created', id: bid(a), price: price(a) })],
  ['market lease-closed', (a) => ({ kind: 'lease-closed', id: bid(a), reason: 'unknown' })],
  [
    'deployment deployment-created',
    (a) => ({ kind: 'deployment-created', id: deployment(a), hash: version(a) }),
  ],
  [
    'deployment deployment-updated',
    (a) => ({ kind: 'deployment-updated', id: deployment(a), hash: version(a) }),
  ],
  ['deployment deployment-closed', (a) => ({ kind: 'deployment-closed', id: deployment(a) })],
  ['deployment group-closed', (a) => ({ kind: 'group-closed', id: group(a) })],
  ['deployment group-paused', (a) => ({ kind: 'group-paused', id: group(a) })],
  ['deployment group-started', (a) => ({ kind: 'group-started', id: group(a) })],
  ['provider provider-created', (a) => ({ kind: 'provider-created', owner: owner(a) })],
  ['provider provider-updated', (a) => ({ kind: 'provider-updated', owner: owner(a) })],
  ['audit audit-trusted-auditor-created', (a) => ({ kind: 'audit-created', ...both(a) })],
  ['audit audit-trusted-auditor-deleted', (a) => ({ kind: 'audit-deleted', ...both(a) })],
])

/** Decodes an event of type `akash.v1`. Throws UNDECODABLE and BAD_USER_INPUT. */
export function legacyEvent(a: Attributes): ChainEvent {
  const action = `${a.text('module')} ${a.text('action')}`
  const decode = actions.get(action)
  if (decode === undefined) throw malformed(`unknown action "${action.slice(0, 100)}"`)
  return decode(a)
}
