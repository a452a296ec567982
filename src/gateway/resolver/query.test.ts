import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Change } from '#domain/change.ts'
import type { Lease } from '#domain/record.ts'
import { commit } from '#store/commit.ts'
import * as test from '#store/test-records.ts'
import { encodeGlobalId } from '../global-id.ts'
import { CHAIN_ID, openTestGateway, type TestGateway } from '../test-gateway.ts'

const { owner, provider } = test
const other = { ...test.bidId, oseq: 2 }
const reclaiming: Lease = {
  ...test.lease,
  id: other,
  state: 'reclaiming',
  price: { denom: 'uact', amount: '0.000000000000000001' },
  createdHeight: 12,
  reclaim: { windowSeconds: 60, startedHeight: 30, deadline: 1_800_000_000, reason: 'decommission' },
}
const key = `${owner}/7/1/1/${provider}/0`
const closing: Change = {
  kind: 'LEASE_CLOSED',
  subject: key,
  height: 20,
  before: { state: 'ACTIVE' },
  after: { state: 'CLOSED', closeReason: 'OWNER' },
}
const bidClosing: Change = { kind: 'BID_CLOSED', subject: key, height: 20, before: null, after: null }

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
  const identity = { chainId: CHAIN_ID, epoch: 0 }
  const first = [...test.everything, reclaiming, { ...test.order, id: other, state: 'active' } as const]
  await commit(gateway.database.sql, test.commitAt(1, { records: test.seenAt(1, first) }), identity)
  const second = test.commitAt(2, {
    records: [{ record: test.closedLease, evidence: { source: 'event', height: 20 } }],
    changes: [closing, bidClosing],
    blocks: [{ height: 20, hash: test.hashAt(20), time: new Date('2026-01-02T03:04:05Z') }],
    stages: [
      { list: { kind: 'provider', state: '' }, resume: null, done: 5, total: 4, finished: true },
      { list: { kind: 'lease', state: 'closed' }, resume: null, done: 3, total: 10, finished: false },
    ],
  })
  await commit(gateway.database.sql, second, identity)
})
afterAll(() => gateway.end())

const leaseId = `{ owner: "${owner}", dseq: "7", provider: "${provider}" }`

describe('a query', () => {
  it('sees the network', async () => {
    const { data, extensions } = await gateway.ask(`{ network {
      chainId latestHeight indexedHeight indexedAt lagSeconds phase history { complete done total } activeIpLeases } }`)
    expect(data.network).toMatchObject({
      chainId: CHAIN_ID,
      latestHeight: '2',
      indexedHeight: '2',
      indexedAt: test.cursorAt(2).time.toISOString(),
      phase: 'LIVE',
      history: { complete: false, done: '8', total: '15' },
      activeIpLeases: 1,
    })
    expect(extensions).toEqual({ indexedHeight: '2', lagSeconds: data.network.lagSeconds })
  })

  it('sees a lease, with everything that belongs to it', async () => {
    const { data, errors } = await gateway.ask(`{ lease(id: ${leaseId}) {
      owner dseq gseq oseq bseq providerAddress state closeReason reclaim { deadline } createdHeight createdAt closedHeight
      closedAt ipEndpointCount price { denom amount } currentPrice { denom amount }
      evidence { source height observedAt stale } provider { address } deployment { dseq } } }`)
    expect(errors).toBeUndefined()
    expect(data.lease).toEqual({
      owner,
      dseq: '7',
      gseq: 1,
      oseq: 1,
      bseq: 0,
      providerAddress: provider,
      state: 'CLOSED',
      closeReason: 'OWNER',
      reclaim: null,
      createdHeight: '12',
      createdAt: null,
      closedHeight: '20',
      closedAt: '2026-01-02T03:04:05.000Z',
      ipEndpointCount: 2,
      price: { denom: 'uakt', amount: '12.5' },
      currentPrice: { denom: 'uakt', amount: '12.5' },
      evidence: { source: 'CHAIN_EVENT', height: '20', observedAt: '2026-01-02T03:04:05.000Z', stale: true },
      provider: { address: provider },
      deployment: { dseq: '7' },
    })
  })

  it('sees a notice of reclamation, and prices as small as they are', async () => {
    const { data } =
      await gateway.ask(`{ lease(id: { owner: "${owner}", dseq: 7, oseq: 2, provider: "${provider}" }) {
      state reclaim { startedHeight startedAt deadline reason } currentPrice { denom amount } } }`)
    expect(data.lease).toEqual({
      state: 'RECLAIMING',
      reclaim: {
        startedHeight: '30',
        startedAt: null,
        deadline: '2027-01-15T08:00:00.000Z',
        reason: 'DECOMMISSION',
      },
      currentPrice: { denom: 'uact', amount: '0.000000000000000001' },
    })
  })

  it('sees a deployment down to its bids, in a few statements', async () => {
    const { data, errors } = await gateway.ask(`{ deployment(owner: "${owner}", dseq: 7) {
      owner dseq state createdHeight createdAt closedHeight
      groups { gseq name state ipEndpoints { sequenceNumber }
        orders { oseq state createdHeight bids { bseq providerAddress state createdHeight price { denom amount } provider { hostUri } } } }
      leases { totalCount nodes { oseq } pageInfo { hasNextPage hasPreviousPage } } } }`)
    expect(errors).toBeUndefined()
    const bid = { bseq: 0, providerAddress: provider, state: 'OPEN', createdHeight: '11' }
    const price = { denom: 'uakt', amount: '12.5' }
    expect(data.deployment).toEqual({
      owner,
      dseq: '7',
      state: 'ACTIVE',
      createdHeight: '10',
      createdAt: null,
      closedHeight: null,
      groups: [
        {
          gseq: 1,
          name: 'westcoast',
          state: 'OPEN',
          ipEndpoints: [{ sequenceNumber: 1 }, { sequenceNumber: 2 }],
          orders: [
            {
              oseq: 1,
              state: 'OPEN',
              createdHeight: '10',
              bids: [{ ...bid, price, provider: { hostUri: 'https://provider.example:8443' } }],
            },
            { oseq: 2, state: 'ACTIVE', createdHeight: '10', bids: [] },
          ],
        },
      ],
      leases: {
        totalCount: 2,
        nodes: [{ oseq: 2 }, { oseq: 1 }],
        pageInfo: { hasNextPage: false, hasPreviousPage: false },
      },
    })
  })

  it('sees a provider, its attributes and who signed what', async () => {
    const { data } = await gateway.ask(`{ provider(address: "${provider}") { address hostUri email website
      attributes { key value auditedBy } auditedBy declaresIpLeases createdHeight evidence { source height } } }`)
    expect(data.provider).toEqual({
      address: provider,
      hostUri: 'https://provider.example:8443',
      email: null,
      website: null,
      attributes: [{ key: 'feat-endpoint-ip', value: 'true', auditedBy: [] }],
      auditedBy: [owner],
      declaresIpLeases: true,
      createdHeight: null,
      evidence: { source: 'CHAIN_STATE', height: '1' },
    })
  })

  it('finds no record where there is none', async () => {
    const { data } =
      await gateway.ask(`{ provider(address: "${owner}") { id } deployment(owner: "${provider}", dseq: 7) { id }
      lease(id: { owner: "${owner}", dseq: 8, provider: "${provider}" }) { id } }`)
    expect(data).toEqual({ provider: null, deployment: null, lease: null })
  })
})

const events = (args = '') => `{ lease(id: ${leaseId}) { events${args} { nodes {
  id cursor kind at height before after lease { dseq } provider { address } evidence { source height } }
  edges { cursor } pageInfo { hasNextPage hasPreviousPage } } } }`

describe('the events of a lease', () => {
  it('join what the feed tells with what the record proves of the time before', async () => {
    const { data, errors } = await gateway.ask(events())
    expect(errors).toBeUndefined()
    const [created, closed, ...more] = data.lease.events.nodes
    expect(more).toEqual([])
    expect(created).toMatchObject({
      kind: 'LEASE_CREATED',
      height: '12',
      at: null,
      before: null,
      after: { state: 'ACTIVE', price: { denom: 'uakt', amount: '12.5' } },
      lease: { dseq: '7' },
      provider: { address: provider },
      evidence: { source: 'CHAIN_EVENT', height: '20' },
    })
    expect(closed).toMatchObject({
      kind: 'LEASE_CLOSED',
      height: '20',
      at: '2026-01-02T03:04:05.000Z',
      after: closing.after,
      evidence: { source: 'CHAIN_EVENT', height: '20' },
    })
  })

  it('are paged like any list, and a change knows its own cursor', async () => {
    const { data } = await gateway.ask(events('(first: 1)'))
    const [edge] = data.lease.events.edges
    expect(data.lease.events.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false })
    expect(data.lease.events.nodes[0].cursor).toBe(edge.cursor)
    const next = await gateway.ask(events(`(first: 1, after: "${edge.cursor}")`))
    expect(next.data.lease.events.nodes[0].kind).toBe('LEASE_CLOSED')
    expect(next.data.lease.events.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true })
    const last = await gateway.ask(events('(last: 1)'))
    expect(last.data.lease.events.nodes).toEqual(next.data.lease.events.nodes)
  })

  it("refuse another lease's cursor", async () => {
    const { data } = await gateway.ask(events('(first: 1)'))
    const cursor = data.lease.events.edges[0].cursor
    const { errors } =
      await gateway.ask(`{ lease(id: { owner: "${owner}", dseq: 7, oseq: 2, provider: "${provider}" }) {
      events(after: "${cursor}") { nodes { id } } } }`)
    expect(errors?.[0]?.message).toMatch(
      /argument "after": .* is a cursor of Lease.events with another filter/,
    )
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })
})

describe('nodes', () => {
  it('are found again by the ids that they carry, whatever their type', async () => {
    const { data } =
      await gateway.ask(`{ provider(address: "${provider}") { id } deployment(owner: "${owner}", dseq: 7) { id }
      lease(id: ${leaseId}) { id events { nodes { id } } } }`)
    const [created, closed] = data.lease.events.nodes
    const ids = [data.provider.id, data.deployment.id, data.lease.id, created.id, closed.id]
    const found = await gateway.ask(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Change { kind at } } }`,
      { ids },
    )
    expect(found.errors).toBeUndefined()
    expect(found.data.nodes.map((node: { id: string }) => node.id)).toEqual(ids)
    expect(found.data.nodes.map((node: { __typename: string }) => node.__typename)).toEqual([
      'Provider',
      'Deployment',
      'Lease',
      'Change',
      'Change',
    ])
    expect(found.data.nodes[4]).toMatchObject({ kind: 'LEASE_CLOSED', at: '2026-01-02T03:04:05.000Z' })
    const one = await gateway.ask(`query ($id: ID!) { node(id: $id) { id } }`, { id: ids[2] })
    expect(one.data.node.id).toBe(ids[2])
  })

  it('are null where the id is well-formed and unknown, or of another chain', async () => {
    const ids = [
      encodeGlobalId({ type: 'Provider', chainId: CHAIN_ID, key: owner }),
      encodeGlobalId({ type: 'Provider', chainId: 'another-1', key: provider }),
      encodeGlobalId({ type: 'Change', chainId: CHAIN_ID, key: `LEASE_CLOSED/${key}@21` }),
      encodeGlobalId({ type: 'Change', chainId: CHAIN_ID, key: `BID_CLOSED/${key}@20` }),
    ]
    const { data } = await gateway.ask(`query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }`, { ids })
    expect(data.nodes).toEqual([null, null, null, { __typename: 'Change' }])
  })

  it('are refused where the id is malformed, or there are too many', async () => {
    const malformed = await gateway.ask(`{ node(id: "abc") { id } }`)
    expect(malformed.errors?.[0]).toMatchObject({
      message: 'argument "id": "abc" is not an id that this gateway gave',
      extensions: { code: 'BAD_USER_INPUT' },
    })
    const many = await gateway.ask(`query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, {
      ids: Array(101).fill('a'),
    })
    expect(many.errors?.[0]?.message).toBe('argument "ids": 101 ids are given, at most 100 may be')
  })
})
