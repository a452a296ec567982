import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { commit } from '#store/commit.ts'
import { insertTestLeases } from '#store/query/test-leases.ts'
import { commitAt, everything, owner, provider, seenAt } from '#store/test-records.ts'
import {
  type Answer,
  CHAIN_ID,
  countStatements,
  openTestGateway,
  type TestGateway,
  withoutFastPath,
} from './test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
  const identity = { chainId: CHAIN_ID, epoch: 0 }
  await commit(gateway.database.sql, commitAt(1, { records: seenAt(1, everything) }), identity)
})
afterAll(() => gateway.end())

const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  gateway.app.request('/graphql', { method: 'POST', headers, body })
const answerOf = async (response: Response) => (await response.json()) as Answer
const wrong = `${provider.slice(0, -1)}q`

describe('bad input is refused with BAD_USER_INPUT, and the message names argument, value and rule', () => {
  const cases: readonly (readonly [string, object, RegExp])[] = [
    [`{ provider(address: "${wrong}") { id } }`, {}, /argument "address".*akash1.*checksum/],
    [`query ($a: Address!) { provider(address: $a) { id } }`, { a: wrong }, /"\$a".*akash1.*checksum/],
    [
      `{ leases(filter: { owner: "${wrong}" }) { totalCount } }`,
      {},
      /argument "filter.owner".*akash1.*checksum/,
    ],
    [
      `query ($f: LeaseFilter) { leases(filter: $f) { totalCount } }`,
      { f: { provider: wrong } },
      /"\$f".*akash1.*"f.provider".*checksum/,
    ],
    [`{ leases(first: -1) { totalCount } }`, {}, /argument "first": -1 is not from 0 to 100/],
    [`{ leases(first: 100000) { totalCount } }`, {}, /argument "first": 100000 is not from 0 to 100/],
    [
      `query ($n: Int) { leases(last: $n) { totalCount } }`,
      { n: -5 },
      /argument "last": -5 is not from 0 to 100/,
    ],
    [`query ($n: Int) { leases(first: $n) { totalCount } }`, { n: 1e12 }, /"\$n".*1000000000000.*32-bit/],
    [`{ providers(first: 2, last: 2) { totalCount } }`, {}, /"first" and "last"/],
    [`{ leases(after: "bm90IGEgY3Vyc29y") { totalCount } }`, {}, /argument "after": "bm90/],
    [`{ leases(after: "a b") { totalCount } }`, {}, /argument "after".*"a b".*must be a cursor/],
    [`{ leases(filter: { dseq: -1 }) { totalCount } }`, {}, /argument "filter.dseq".*-1.*0 to 2\^64/],
    [
      `{ leases(filter: { dseq: "18446744073709551616" }) { totalCount } }`,
      {},
      /18446744073709551616.*0 to 2\^64/,
    ],
    [`{ leases(filter: { states: [OPEN] }) { totalCount } }`, {}, /argument "filter.states".*OPEN/],
    [`{ leases(orderBy: NEWEST) { totalCount } }`, {}, /argument "orderBy".*NEWEST/],
    [
      `{ lease(id: { owner: "${owner}", dseq: 1, provider: "${provider}", gseq: -1 }) { id } }`,
      {},
      /"id.gseq": -1/,
    ],
    [`{ node(id: "x") { id } }`, {}, /argument "id": "x" is not an id/],
    [`{ nothing }`, {}, /nothing/],
    [`{ network { `, {}, /Syntax Error/],
    [`mutation { leases }`, {}, /mutation/],
    [`subscription { leases }`, {}, /subscription/],
    [`{ ${'network { chainId } '.repeat(400)} }`, {}, /tokens/],
  ]
  it.each(cases)('%s %j', async (query, variables, message) => {
    const { errors, extensions } = await gateway.ask(query, variables)
    expect(errors?.[0]?.message).toMatch(message)
    for (const error of errors ?? []) expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT' })
    expect(extensions).toEqual({ indexedHeight: '1', lagSeconds: expect.any(Number) })
  })

  it('however the request itself is malformed', async () => {
    const requests: readonly (readonly [Promise<Response> | Response, number])[] = [
      [post('{'), 400],
      [post('[]'), 400],
      [post('null'), 400],
      [post('{}'), 400],
      [post('{"query": 5}'), 400],
      [post('{"query": "{network{chainId}}", "variables": 5}'), 400],
      [post('query', { 'content-type': 'text/plain' }), 415],
      [
        gateway.app.request('/graphql?query={__typename}', { headers: { 'sec-fetch-site': 'cross-site' } }),
        400,
      ],
      [post(JSON.stringify({ query: `{ network { chainId } } #${'x'.repeat(70_000)}` })), 413],
    ]
    for (const [request, status] of requests) {
      const response = await request
      const answer = await answerOf(response)
      expect([response.status, answer.errors?.[0]?.extensions]).toEqual([status, { code: 'BAD_USER_INPUT' }])
      expect(answer).toHaveProperty('extensions.indexedHeight')
    }
  })

  it('quotes no more of a long value than a person reads', async () => {
    const { errors } = await gateway.ask(`query ($a: Address!) { provider(address: $a) { id } }`, {
      a: 'x'.repeat(50_000),
    })
    expect(errors?.[0]?.message.length).toBeLessThan(1100)
  })
})

describe('the HTTP side', () => {
  it('answers GET as well, to those who are no browser form', async () => {
    const headers = { 'apollo-require-preflight': 'true' }
    const response = await gateway.app.request('/graphql?query={network{chainId}}', { headers })
    expect(response.status).toBe(200)
    expect(await answerOf(response)).toMatchObject({ data: { network: { chainId: CHAIN_ID } } })
  })

  it('serves its own description', async () => {
    const { data } = await gateway.ask(`{ __schema { queryType { fields { name description } } } }`)
    expect(data.__schema.queryType.fields).toHaveLength(12)
  })

  it('names its addresses', async () => {
    const front = await gateway.app.request('/')
    expect(await front.text()).toContain('/graphql')
    const nothing = await gateway.app.request('/nothing')
    expect([nothing.status, await nothing.text()]).toEqual([404, expect.stringContaining('/nothing')])
  })

  it('measures itself', async () => {
    const response = await gateway.app.request('/metrics')
    expect(response.headers.get('content-type')).toContain('text/plain')
    const text = await response.text()
    expect(text).toContain('ipgw_http_request_seconds_count{path="/graphql",status="200"}')
    expect(text).toContain('ipgw_graphql_errors_total{code="BAD_USER_INPUT"}')
  })
})

describe('the number of statements', () => {
  beforeEach(async () => {
    await gateway.database.sql`delete from lease`
    await insertTestLeases(gateway.database.sql, { from: 1, to: 200, heights: 50 })
    await gateway.database
      .sql`insert into deployment (owner, dseq, state, hash, created_height, seen_height, seen_source)
      select owner, dseq, 'active', 'ab', 1, 1, 'state' from lease on conflict do nothing`
    await gateway.database.sql`insert into deployment_group
      (owner, dseq, gseq, state, name, created_height, endpoints, ip_sequence_numbers, seen_height, seen_source)
      select owner, dseq, 1, 'open', 'g', 1, '[]', '{}', 1, 'state' from lease on conflict do nothing`
  })

  it('does not grow with the page', async () => {
    const check = async (asked: TestGateway, first: number) => {
      const { data, errors } = await asked.ask(`{ leases(first: ${first}) { totalCount nodes {
        createdAt closedAt provider { address } evidence { observedAt } events(first: 3) { nodes { at lease { dseq } } }
        deployment { createdAt groups(first: 2) { orders(first: 2) { bids(first: 3) { provider { address } } } }
          leases(first: 3) { totalCount nodes { oseq } } } } } }`)
      expect(errors).toBeUndefined()
      expect(data.leases.nodes).toHaveLength(first)
    }
    const count = (asked: TestGateway, first: number) => countStatements(asked, () => check(asked, first))
    await withoutFastPath(gateway, async (resolving) => {
      await count(resolving, 1)
      const one = await count(resolving, 1)
      expect(one).toBeGreaterThan(1)
      expect(one).toBeLessThanOrEqual(16)
      expect(await count(resolving, 100)).toBeLessThanOrEqual(one + 3)
    })
    expect(await count(gateway, 100)).toBe(1)
  })

  it('does not include a count that nobody asked for', async () => {
    const check = async ({ ask, statements }: TestGateway) => {
      statements.length = 0
      await ask(`{ leases(first: 5) { nodes { dseq } } }`)
      expect(statements.filter((text) => text.includes('from lease'))).toHaveLength(1)
      expect(statements.join()).not.toContain('count(*)')
    }
    await check(gateway)
    await withoutFastPath(gateway, check)
  })
})
