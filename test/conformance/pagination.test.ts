import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHAIN_ID } from '#gateway/test-gateway.ts'
import { commit } from '#store/commit.ts'
import { insertTestLeases, owners, providers } from '#store/query/test-leases.ts'
import { commitAt } from '#store/test-records.ts'
import { type MovingMarket, movingMarket, nextHeight } from './moving-market.ts'
import { type RunningGateway, startRunningGateway } from './running-gateway.ts'
import { type Met, type Node, type WalkedList, walk } from './walk.ts'

/**
 * What a reader is promised who pages through a list while blocks come in:
 *
 * 1. A row that is in the list all the time and does not change is met exactly once, in its place.
 * 2. What is met is in the order of the list, from the first page to the last.
 * 3. A row that moves (a lease that ends moves to the front by CLOSED_DESC; a provider moves by its number of active
 *    leases) is met at most once at each place that it had. It is missed where it moves from the part that is still
 *    to come to the part that was read.
 * 4. So by CLOSED_DESC, forward, no lease is met twice: leases move to the front only. The other way round, one that
 *    was met as open may be met again, as ended.
 */
const PAGE = 29
/** That come in during a walk; then it may get to its end. */
const MAX_BLOCKS = 6
const DIRECTIONS = [false, true]

let gateway: RunningGateway
let market: MovingMarket
beforeAll(async () => {
  gateway = await startRunningGateway({ leases: 250 })
  market = movingMarket(gateway.database.sql, 1)
  await insertCrowd()
})
afterAll(() => gateway.end())

const ask = (query: string, variables: object) => gateway.ask(query, variables)
const quietly = (list: WalkedList, backward: boolean) =>
  walk(list, { ask, backward, pageSize: 100, meanwhile: async () => undefined })

/** Walks while the market moves, and holds what was met against the promise. */
async function walkedWhileMoving(list: WalkedList, backward: boolean, pageSize = PAGE): Promise<Met[]> {
  const before = await quietly(list, backward)
  const touchedBefore = new Set(market.touched)
  let blocks = 0
  const meanwhile = async () => {
    if (blocks++ < MAX_BLOCKS) await market.step()
  }
  const met = await walk(list, { ask, backward, pageSize, meanwhile })
  const after = await quietly(list, backward)
  const touched = new Set(
    [...market.touched].filter((key) => !touchedBefore.has(key) || key.split('/').length === 1),
  )
  const stayed = new Set(after.map(({ key }) => key).filter((key) => !touched.has(key)))
  const steady = (rows: readonly Met[]) => rows.filter(({ key }) => stayed.has(key)).map(({ key }) => key)
  const old = new Set(before.map(({ key }) => key))
  expect(steady(met).filter((key) => old.has(key))).toEqual(steady(before))
  expect(isSorted(met)).toBe(true)
  const places = met.map(({ key, rank }) => `${key} ${rank}`)
  expect(new Set(places).size).toBe(places.length)
  return met
}

const isSorted = (met: readonly Met[]) =>
  met.every(({ rank }, at) => at === 0 || (met[at - 1]?.rank ?? rank) <= rank)

const args = '$first: Int, $after: Cursor, $last: Int, $before: Cursor'
const window = 'first: $first, after: $after, last: $last, before: $before'
const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'
const leaseFields = `edges { cursor node { owner dseq gseq oseq bseq providerAddress createdHeight closedHeight currentPrice { amount } } } ${pageInfo}`
const leaseKey = (node: Node) =>
  [node.owner, node.dseq, node.gseq, node.oseq, node.providerAddress, node.bseq].join('/')

const leaseOrders: Readonly<Record<string, (node: Node) => number>> = {
  CREATED_DESC: (node) => -Number(node.createdHeight),
  CREATED_ASC: (node) => Number(node.createdHeight),
  CLOSED_DESC: (node) => -Number(node.closedHeight ?? 0),
  PRICE_DESC: (node) => -Number(node.currentPrice.amount),
}

const leaseList = (filter: object, order: string): WalkedList => ({
  query: `query ($filter: LeaseFilter, $order: LeaseOrder, ${args}) {
    leases(filter: $filter, orderBy: $order, ${window}) { ${leaseFields} } }`,
  variables: { filter, order },
  connection: (data) => data.leases,
  key: leaseKey,
  rank: leaseOrders[order] ?? (() => 0),
})

const filters: readonly object[] = [
  {},
  { states: ['ACTIVE', 'RECLAIMING'] },
  { states: ['CLOSED'] },
  { provider: providers[3] },
  { owner: owners[3], closeReasons: ['OWNER', 'UNSTABLE'] },
  { hasIpEndpoints: false, createdAfterHeight: 20 },
]

describe.each(Object.keys(leaseOrders))('leases by %s', (order) => {
  it.each(DIRECTIONS)('are met once each while others begin and end; backward: %s', async (backward) => {
    for (const filter of filters) {
      const met = await walkedWhileMoving(leaseList(filter, order), backward)
      const keys = met.map(({ key }) => key)
      const isBackByClosed = order === 'CLOSED_DESC' && backward
      if (!isBackByClosed) expect(new Set(keys).size).toBe(keys.length)
    }
  })
})

describe('leases that end by CLOSED_DESC', () => {
  it('are met a second time by who walks backward, as ended, and missed by who walks forward', async () => {
    const list = leaseList({}, 'CLOSED_DESC')
    const backward = await walkedWhileMoving(list, true)
    const twice = backward.filter(({ key }, at) => backward.findIndex((one) => one.key === key) !== at)
    expect(twice.length).toBeGreaterThan(0)
    // −0: not ended. The list begins with the latest end.
    expect(twice.every(({ rank }) => rank === 0)).toBe(true)
    const forward = await walkedWhileMoving(list, false)
    const after = await quietly(list, false)
    const missed = after.filter(({ key, rank }) => rank !== 0 && !forward.some((one) => one.key === key))
    expect(missed.length).toBeGreaterThan(0)
  })
})

const providerOrders: Readonly<Record<string, (node: Node) => number | string>> = {
  ACTIVE_LEASES_DESC: (node) => -node.activeLeaseCount,
  CREATED_DESC: (node) => -Number(node.createdHeight ?? 0),
  ADDRESS_ASC: (node) => node.address,
}

describe.each(Object.keys(providerOrders))('providers by %s', (order) => {
  // Each brings a provider that has no leases and stays where it is.
  beforeAll(async () => {
    for (let n = 0; n < 6; n++) await market.step()
  })
  it.each(DIRECTIONS)('are met once each; backward: %s', async (backward) => {
    const list: WalkedList = {
      query: `query ($order: ProviderOrder, ${args}) { providers(orderBy: $order, ${window}) {
        edges { cursor node { address activeLeaseCount createdHeight } } ${pageInfo} } }`,
      variables: { order },
      connection: (data) => data.providers,
      key: (node) => node.address,
      rank: providerOrders[order] ?? (() => 0),
    }
    const met = await walkedWhileMoving(list, backward, 3)
    if (order === 'ADDRESS_ASC') expect(new Set(met.map(({ key }) => key)).size).toBe(met.length)
  })
})

describe("a provider's leases", () => {
  for (const order of Object.keys(leaseOrders))
    it.each(DIRECTIONS)(`are met once each by ${order}; backward: %s`, async (backward) => {
      const list: WalkedList = {
        query: `query ($address: Address!, $order: LeaseOrder, ${args}) { provider(address: $address) {
          leases(orderBy: $order, ${window}) { ${leaseFields} } } }`,
        variables: { address: providers[2], order },
        connection: (data) => data.provider.leases,
        key: leaseKey,
        rank: leaseOrders[order] ?? (() => 0),
      }
      await walkedWhileMoving(list, backward, 7)
    })
})

/** A deployment with more leases than a page, and a lease with more events. */
const crowd = { owner: owners[5] ?? '', dseq: '77777' }
const CROWD = 150

async function insertCrowd(): Promise<void> {
  const { sql } = gateway.database
  await insertTestLeases(sql, { from: 500_001, to: 500_000 + CROWD, heights: 200 })
  await sql`update lease set owner = ${crowd.owner}, gseq = 1 + dseq::int % 3, oseq = dseq::int - 500000, dseq = ${crowd.dseq}::numeric
    where dseq > 500000`
  await sql`insert into deployment (owner, dseq, state, hash, created_height, seen_height, seen_source)
    values (${crowd.owner}, ${crowd.dseq}::numeric, 'active', 'ab', 1, 1, 'state')`
}

describe("a deployment's leases", () => {
  it.each(DIRECTIONS)('are met once each; backward: %s', async (backward) => {
    const list: WalkedList = {
      query: `query ($owner: Address!, $dseq: UInt64!, ${args}) { deployment(owner: $owner, dseq: $dseq) {
        leases(${window}) { ${leaseFields} } } }`,
      variables: crowd,
      connection: (data) => data.deployment.leases,
      key: leaseKey,
      rank: leaseOrders.CREATED_DESC ?? (() => 0),
    }
    const met = await walkedWhileMoving(list, backward, 11)
    expect(met).toHaveLength(CROWD)
  })
})

describe("a lease's events", () => {
  it.each(DIRECTIONS)('are met once each while more come in; backward: %s', async (backward) => {
    const { sql } = gateway.database
    const [row] = await sql`select * from lease where state = 'closed' order by key limit 1`
    let height = 1_000_000 + (backward ? 1000 : 0)
    const happen = async () => {
      const changes = Array.from({ length: 5 }, () => ({
        kind: 'LEASE_PRICE_CHANGED' as const,
        subject: String(row?.key),
        height: ++height,
        before: null,
        after: null,
      }))
      await commit(sql, commitAt(await nextHeight(sql), { changes }), { chainId: CHAIN_ID, epoch: 0 })
    }
    for (let n = 0; n < 12; n++) await happen()
    const list: WalkedList = {
      query: `query ($id: LeaseId!, ${args}) { lease(id: $id) { events(${window}) {
        edges { cursor node { id height kind } } ${pageInfo} } } }`,
      variables: { id: { owner: row?.owner, dseq: row?.dseq, provider: row?.provider } },
      connection: (data) => data.lease.events,
      key: (node) => node.id,
      rank: (node) => Number(node.height),
    }
    const before = await quietly(list, backward)
    expect(before.length).toBeGreaterThan(60)
    let blocks = 0
    const meanwhile = async () => {
      if (blocks++ < 10) await happen()
    }
    const met = await walk(list, { ask, backward, pageSize: 7, meanwhile })
    expect(met.slice(0, before.length)).toEqual(before)
    // Who walks backward began at the end that there was.
    expect(met.length).toBe(backward ? before.length : before.length + 50)
  })
})

describe('open orders', () => {
  const openOrders = (filter: object): WalkedList => ({
    query: `query ($filter: OpenOrderFilter, ${args}) { openOrders(filter: $filter, ${window}) {
      edges { cursor node { oseq createdHeight group { gseq deployment { owner dseq } } } } ${pageInfo} } }`,
    variables: { filter },
    connection: (data) => data.openOrders,
    key: ({ oseq, group }) => [group.deployment.owner, group.deployment.dseq, group.gseq, oseq].join('/'),
    rank: (node) => -Number(node.createdHeight),
  })
  it.each(DIRECTIONS)('are met once each while others come and are taken; backward: %s', async (backward) => {
    for (const filter of [{}, { wantsIps: true }, { hasBids: false }]) {
      const met = await walkedWhileMoving(openOrders(filter), backward, 13)
      expect(new Set(met.map(({ key }) => key)).size).toBe(met.length)
    }
  })
})

describe('the feed', () => {
  const feed = (filter: object): WalkedList => ({
    query: `query ($filter: ChangeFilter, ${args}) { changes(filter: $filter, ${window}) {
      edges { cursor node { id } } ${pageInfo} } }`,
    variables: { filter },
    connection: (data) => data.changes,
    key: (node) => node.id,
    rank: () => 0,
  })
  it.each([{}, { kinds: ['LEASE_CLOSED', 'BID_CREATED'] }, { owner: owners[2] }, { provider: providers[1] }])(
    'is met once each while it grows, in one order from both ends: %j',
    async (filter) => {
      const forward = await walkedWhileMoving(feed(filter), false, 71)
      const all = await quietly(feed(filter), false)
      expect(all.slice(0, forward.length)).toEqual(forward)
      const backward = await walkedWhileMoving(feed(filter), true, 71)
      expect(backward).toEqual(all.slice(all.length - backward.length))
      expect(backward).toEqual(all)
    },
  )
})
