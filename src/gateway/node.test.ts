import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeGlobalId } from './global-id.ts'
import { CHAIN_ID, type TestGateway } from './test-gateway.ts'
import { closing, key, leaseId, openTestWorld, owner, provider } from './test-world.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestWorld()
})
afterAll(() => gateway.end())

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

  it('are paged like any list, and a change knows its place in the feed', async () => {
    const { data } = await gateway.ask(events('(first: 1)'))
    const [edge] = data.lease.events.edges
    expect(data.lease.events.pageInfo).toEqual({ hasNextPage: true, hasPreviousPage: false })
    const feed = await gateway.ask(
      `{ changes(after: "${data.lease.events.nodes[0].cursor}", first: 1) { nodes { kind } } }`,
    )
    expect(feed.data.changes.nodes).toEqual([{ kind: 'LEASE_CLOSED' }])
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
