import type { Change } from '#domain/change.ts'
import { bidKey, deploymentKey } from '#domain/ids.ts'
import type { Price } from '#domain/price.ts'
import type {
  Bid,
  ChainRecord,
  Deployment,
  Group,
  Lease,
  Order,
  Provider,
  ProviderAudits,
} from '#domain/record.ts'
import { bidStates, closeReasons, groupStates, leaseStates, orderStates } from '#domain/record.ts'
import { testAddress } from '#store/query/test-leases.ts'
import { type Dice, diceOf } from '../random/dice.ts'

/** Records of every kind and state, odd ones among them, and changes that the feed tells of them. */
export interface OddMarket {
  readonly records: readonly ChainRecord[]
  readonly changes: readonly Change[]
  /** Heights whose times are known. */
  readonly timed: readonly number[]
}

export const marketOwners = Array.from({ length: 5 }, (_, n) => testAddress(11, n))
export const marketProviders = Array.from({ length: 6 }, (_, n) => testAddress(12, n))

/** What people and attackers write into free text. */
const texts = [
  '',
  'westcoast',
  '"quoted"',
  'back\\slash',
  'tab\tline\nend',
  '\u0001\u001f\u007f',
  'größe 日本 🦊',
  '\u2028</script>',
]
const dseqs = [1n, 2n, 77n, 2n ** 53n + 1n, 2n ** 64n - 1n]
const amounts = ['0', '1', '12.5', '0.000000000000000001', '123456789012345678901234567890.5']

const MAX_HEIGHT = 90

/** A market made from dice: the same dice make the same market. */
export function oddMarket(random: () => number): OddMarket {
  const dice = diceOf(random)
  const deployments = marketOwners.flatMap((owner) => dseqs.map((dseq) => deploymentOf(dice, owner, dseq)))
  const known = deployments.filter(() => dice.chance(0.9))
  const groups = known.flatMap((one) => many(dice, 3, (n) => groupOf(dice, one, n + 1)))
  const orders = groups.flatMap((one) => many(dice, 3, (n) => orderOf(dice, one, n + 1)))
  const bids = orders.flatMap((one) => many(dice, 4, (n) => bidOf(dice, one, n)))
  const leases = bids.filter(() => dice.chance(0.5)).map((bid) => leaseOf(dice, bid))
  const providers = marketProviders.slice(1).map((address) => providerOf(dice, address))
  const audits = marketProviders.slice(2).map((address) => auditsOf(dice, address))
  return {
    records: [
      ...known,
      ...groups.filter(() => dice.chance(0.95)),
      ...orders,
      ...bids,
      ...leases,
      ...providers,
      ...audits,
    ],
    changes: distinct([
      ...leases.flatMap((one) => leaseChanges(dice, one)),
      ...others(dice, { bids, known }),
    ]),
    timed: Array.from({ length: MAX_HEIGHT }, (_, n) => n + 1).filter(() => dice.chance(0.6)),
  }
}

const many = <T>(dice: Dice, most: number, make: (n: number) => T): T[] =>
  Array.from({ length: dice.between(0, most) }, (_, n) => make(n))

const height = (dice: Dice) => 1 + dice.between(0, MAX_HEIGHT - 1)

const price = (dice: Dice): Price => ({
  denom: dice.pick(['uakt', 'uact', 'ibc/170C"6']),
  amount: dice.pick(amounts),
})

function deploymentOf(dice: Dice, owner: string, dseq: bigint): Deployment {
  const isClosed = dice.chance(0.4)
  const createdHeight = height(dice)
  return {
    kind: 'deployment',
    id: { owner, dseq },
    state: isClosed ? 'closed' : 'active',
    hash: 'ab'.repeat(32),
    createdHeight,
    closedHeight: isClosed && dice.chance(0.8) ? createdHeight + dice.between(0, 19) : null,
  }
}

const groupOf = (dice: Dice, { id }: Deployment, gseq: number): Group => ({
  kind: 'group',
  id: { ...id, gseq },
  state: dice.pick(groupStates),
  name: dice.pick(texts),
  createdHeight: height(dice),
  endpoints: many(dice, 3, (n) => ({
    resource: n,
    kind: dice.pick(['LEASED_IP', 'SHARED_HTTP'] as const),
    sequenceNumber: dice.between(0, 3),
  })),
})

const orderOf = (dice: Dice, { id }: Group, oseq: number): Order => ({
  kind: 'order',
  id: { ...id, oseq },
  state: dice.pick(orderStates),
  createdHeight: height(dice),
})

const bidOf = (dice: Dice, { id }: Order, n: number): Bid => ({
  kind: 'bid',
  id: { ...id, provider: marketProviders[n % marketProviders.length] ?? '', bseq: dice.between(0, 1) },
  state: dice.pick(bidStates),
  price: price(dice),
  createdHeight: height(dice),
})

function leaseOf(dice: Dice, bid: Bid): Lease {
  const state = dice.pick(leaseStates)
  const isOver = state === 'closed' || state === 'insufficient_funds'
  const createdHeight = height(dice)
  const isNoticed = state === 'reclaiming' || dice.chance(0.2)
  return {
    kind: 'lease',
    id: bid.id,
    state,
    price: price(dice),
    createdHeight,
    closedHeight: isOver && dice.chance(0.9) ? createdHeight + dice.between(0, 19) : null,
    closeReason: isOver ? dice.pick(closeReasons) : null,
    reclaim:
      isNoticed || dice.chance(0.2)
        ? {
            windowSeconds: 3600,
            startedHeight: isNoticed ? createdHeight + dice.between(0, 2) : null,
            deadline: isNoticed ? dice.pick([null, 0, 1_800_000_000, 253402300800, 9e12]) : null,
            reason: isNoticed ? dice.pick([null, ...closeReasons]) : null,
          }
        : null,
  }
}

const providerOf = (dice: Dice, address: string): Provider => ({
  kind: 'provider',
  address,
  hostUri: dice.pick(['https://provider.example:8443', ...texts]),
  email: dice.pick(texts),
  website: dice.pick(texts),
  attributes: many(dice, 4, () => ({
    key: dice.pick(['region', 'feat-endpoint-ip', ...texts]),
    value: dice.pick(['true', 'us-west', ...texts]),
  })),
})

const auditsOf = (dice: Dice, provider: string): ProviderAudits => ({
  kind: 'audits',
  provider,
  audits: many(dice, 3, (n) => ({
    auditor: testAddress(13, n),
    attributes: many(dice, 3, () => ({
      key: dice.pick(['region', 'feat-endpoint-ip']),
      value: dice.pick(['true', 'us-west']),
    })),
  })),
})

/** What the feed tells of a lease: some of what its record proves, and what only the feed knows. */
function leaseChanges(dice: Dice, lease: Lease): Change[] {
  const subject = bidKey(lease.id)
  const told: Change[] = []
  if (dice.chance(0.3))
    told.push({
      kind: 'LEASE_CREATED',
      subject,
      height: lease.createdHeight,
      before: null,
      after: { state: 'ACTIVE', odd: dice.pick(texts) },
    })
  if (dice.chance(0.3))
    told.push({
      kind: 'LEASE_PRICE_CHANGED',
      subject,
      height: height(dice),
      before: { price: '1' },
      after: { price: '2', nested: [1, { a: null }] },
    })
  if (lease.closedHeight !== null && dice.chance(0.5))
    told.push({
      kind: 'LEASE_CLOSED',
      subject,
      height: lease.closedHeight,
      before: { state: 'ACTIVE' },
      after: { state: 'CLOSED' },
    })
  return told
}

const others = (
  dice: Dice,
  { bids, known }: { readonly bids: readonly Bid[]; readonly known: readonly Deployment[] },
): Change[] => [
  ...bids
    .filter(() => dice.chance(0.2))
    .map(
      ({ id }): Change => ({
        kind: 'BID_CLOSED',
        subject: bidKey(id),
        height: height(dice),
        before: null,
        after: { state: 'CLOSED' },
      }),
    ),
  ...known.map(
    ({ id, createdHeight }): Change => ({
      kind: 'DEPLOYMENT_CREATED',
      subject: deploymentKey(id),
      height: createdHeight,
      before: null,
      after: { state: 'ACTIVE' },
    }),
  ),
  ...marketProviders.map(
    (subject): Change => ({
      kind: 'PROVIDER_UPDATED',
      subject,
      height: height(dice),
      before: null,
      after: null,
    }),
  ),
]

const distinct = (changes: readonly Change[]): Change[] => [
  ...new Map(changes.map((change) => [`${change.kind} ${change.subject} ${change.height}`, change])).values(),
]
