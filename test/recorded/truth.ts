import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { priceFromDecimal } from '#domain/price.ts'
import type {
  Bid,
  ChainRecord,
  CloseReason,
  Deployment,
  Endpoint,
  Escrow,
  Group,
  Lease,
  Order,
  Provider,
} from '#domain/record.ts'

/**
 * The official client's view of the final state of a recording (`truth.json`, made by the chain's own CLI),
 * in our words. A converter of its own, so that our decoders are held against something that is not ours.
 */
export function readTruth(scenario: string): ChainRecord[] {
  const truth = truthOf(scenario)
  return [
    ...truth.leases.map(({ lease }) => toLease(lease)),
    ...truth.orders.map(toOrder),
    ...truth.bids.map(({ bid }) => toBid(bid)),
    ...truth.deployments.flatMap((one) => [toDeployment(one), ...one.groups.map(toGroup)]),
    ...truth.providers.map(toProvider),
  ]
}

/** The escrow accounts of all deployments: what is stored of them may be older, wherever they were not read last. */
export const readEscrow = (scenario: string): Escrow[] => truthOf(scenario).deployments.map(toEscrow)

function truthOf(scenario: string): Truth {
  const path = fileURLToPath(new URL(`../recordings/${scenario}/truth.json`, import.meta.url))
  return JSON.parse(readFileSync(path, 'utf8'))
}

interface TruthId {
  owner: string
  dseq: string
  gseq: number
  oseq: number
  provider: string
  bseq: number
}
interface TruthPrice {
  denom: string
  amount: string
}
interface TruthLease {
  id: TruthId
  state: Lease['state']
  price: TruthPrice
  created_at: string
  closed_on: string
  reason: string
  reclamation: { window: string; started_at: string; deadline: string; reason: string } | null
}
interface TruthGroup {
  id: TruthId
  state: Group['state']
  created_at: string
  group_spec: {
    name: string
    resources: { resource: { endpoints: { kind: Endpoint['kind']; sequence_number: number }[] } }[]
  }
}
interface TruthDeployment {
  deployment: { id: TruthId; state: Deployment['state']; hash: string; created_at: string }
  groups: TruthGroup[]
  escrow_account: { state: { state: Escrow['state']; settled_at: string; funds: TruthPrice[] } }
}
interface Truth {
  leases: { lease: TruthLease }[]
  orders: { id: TruthId; state: Order['state']; created_at: string }[]
  bids: { bid: { id: TruthId; state: Bid['state']; price: TruthPrice; created_at: string } }[]
  deployments: TruthDeployment[]
  providers: {
    owner: string
    host_uri: string
    attributes: { key: string; value: string }[]
    info: { email: string; website: string }
  }[]
}

const deploymentId = ({ owner, dseq }: TruthId) => ({ owner, dseq: BigInt(dseq) })
const groupId = (id: TruthId) => ({ ...deploymentId(id), gseq: id.gseq })
const orderId = (id: TruthId) => ({ ...groupId(id), oseq: id.oseq })
const bidId = (id: TruthId) => ({ ...orderId(id), provider: id.provider, bseq: id.bseq })
const price = ({ denom, amount }: TruthPrice) => priceFromDecimal(denom, amount)
const height = (text: string) => (text === '0' ? null : Number(text))
const reason = (name: string) =>
  name === 'lease_closed_invalid' ? null : (name.replace(/^lease_closed_(reason_)?/, '') as CloseReason)

const toLease = (lease: TruthLease): Lease => ({
  kind: 'lease',
  id: bidId(lease.id),
  state: lease.state,
  price: price(lease.price),
  createdHeight: Number(lease.created_at),
  closedHeight: height(lease.closed_on),
  closeReason: reason(lease.reason),
  reclaim:
    lease.reclamation === null
      ? null
      : {
          windowSeconds: Number.parseInt(lease.reclamation.window, 10),
          startedHeight: height(lease.reclamation.started_at),
          deadline: height(lease.reclamation.deadline),
          reason: reason(lease.reclamation.reason),
        },
})

const toOrder = (order: Truth['orders'][number]): Order => ({
  kind: 'order',
  id: orderId(order.id),
  state: order.state,
  createdHeight: Number(order.created_at),
})

const toBid = (bid: Truth['bids'][number]['bid']): Bid => ({
  kind: 'bid',
  id: bidId(bid.id),
  state: bid.state,
  price: price(bid.price),
  createdHeight: Number(bid.created_at),
})

const toDeployment = ({ deployment, escrow_account }: TruthDeployment): Deployment => ({
  kind: 'deployment',
  id: deploymentId(deployment.id),
  state: deployment.state,
  hash: Buffer.from(deployment.hash, 'base64').toString('hex'),
  createdHeight: Number(deployment.created_at),
  closedHeight: deployment.state === 'closed' ? Number(escrow_account.state.settled_at) : null,
})

const toEscrow = ({ deployment, escrow_account: { state } }: TruthDeployment): Escrow => ({
  kind: 'escrow',
  id: deploymentId(deployment.id),
  state: state.state,
  settledHeight: Number(state.settled_at),
  // The chain's funds are whole coins here; the client writes 18 zeros behind the point.
  funds: state.funds.map(({ denom, amount }) => ({ denom, amount: amount.replace(/\.0+$/, '') })),
})

const toGroup = (group: TruthGroup): Group => ({
  kind: 'group',
  id: groupId(group.id),
  state: group.state,
  name: group.group_spec.name,
  createdHeight: Number(group.created_at),
  endpoints: group.group_spec.resources.flatMap(({ resource }, index) =>
    resource.endpoints.map((endpoint) => ({
      resource: index,
      kind: endpoint.kind,
      sequenceNumber: endpoint.sequence_number,
    })),
  ),
})

const toProvider = (provider: Truth['providers'][number]): Provider => ({
  kind: 'provider',
  address: provider.owner,
  hostUri: provider.host_uri,
  email: provider.info.email,
  website: provider.info.website,
  attributes: provider.attributes,
})
