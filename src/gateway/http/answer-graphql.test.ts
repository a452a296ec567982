import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, openTestGateway, type TestGateway } from '../test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
})
afterAll(() => gateway.end())

const types = ['application/json', 'application/graphql-response+json'] as const

async function post(body: unknown, accept: string = types[0], headers: Record<string, string> = {}) {
  const response = await gateway.app.request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const answer = (await response.json()) as Answer
  return {
    response,
    answer,
    message: answer.errors?.[0]?.message ?? '',
    code: answer.errors?.[0]?.extensions.code,
  }
}

async function get(search: string, headers: Record<string, string> = {}) {
  const response = await gateway.app.request(`/graphql?${search}`, { headers })
  const answer = (await response.json()) as Answer
  return { response, answer, message: answer.errors?.[0]?.message ?? '' }
}

describe('a malformed request is 400 for every media type, and its message says what is wrong', () => {
  it.each([
    ['{', /^the body is not JSON$/],
    ['', /^the body is empty/],
    ['null', /must be a JSON object/],
    ['"{ __typename }"', /must be a JSON object/],
    [
      [{ query: '{ a }' }, { query: '{ b }' }],
      /^a batch of 2 is given: one request asks one operation here$/,
    ],
    [{}, /no document is given.*"query".*"documentId"/],
    [{ query: 5 }, /^"query": 5 must be a string$/],
    [{ query: { kind: 'Document' } }, /^"query": {"kind":"Document"} must be a string$/],
    [{ query: '{ a }', variables: '{"a":1}' }, /^"variables": .* must be an object or null$/],
    [{ query: '{ a }', variables: [1] }, /^"variables": \[1\] must be/],
    [{ query: '{ a }', operationName: 1 }, /^"operationName": 1 must be a string or null$/],
    [{ query: '{ a }', extensions: 'x' }, /^"extensions": "x" must be/],
    [{ documentId: 'abc' }, /^"documentId": "abc" must be the sha256 of a document: 64/],
    [{ documentId: 7 }, /^"documentId": 7 must be/],
    [{ query: '{ a }', documentId: `sha256:${'a'.repeat(64)}` }, /"query" and "documentId" are both given/],
    [{ extensions: { persistedQuery: { version: 2, sha256Hash: 'a' } } }, /only version 1/],
    [{ extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }, /sha256Hash": "a" must be/],
    [{ extensions: { persistedQuery: 'a' } }, /persistedQuery": "a" must be/],
  ])('%j', async (body, message) => {
    for (const type of types) {
      const refused = await post(body, type)
      expect([refused.response.status, refused.code]).toEqual([400, 'BAD_USER_INPUT'])
      expect(refused.message).toMatch(message)
      expect(refused.response.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
      expect(refused.answer).toHaveProperty('extensions.indexedHeight')
    }
  })

  it.each([
    ['query=%zz', /"query" is not encoded/],
    ['query={a}&query={b}', /"query" is given twice/],
    ['query={a}&variables={', /"variables" is not JSON/],
    ['query={a}&variables=[]', /"variables": \[\] must be an object/],
    ['query={a}&variables={"failure":1}', /Cannot query field "a"/],
    ['', /no document is given/],
  ])('?%s', async (search, message) => {
    const { response, message: said } = await get(search, { accept: types[1] })
    expect(response.status).toBe(400)
    expect(said).toMatch(message)
  })
})

describe('a well-formed request that GraphQL refuses is 200 as application/json, 4xx as graphql-response+json', () => {
  it.each([
    [{ query: '{' }, 'BAD_USER_INPUT', 400],
    [{ query: '' }, 'BAD_USER_INPUT', 400],
    [{ query: '{ nothing }' }, 'BAD_USER_INPUT', 400],
    [
      { query: 'query ($a: Int!) { __typename @skip(if: true) leases(first: $a) { totalCount } }' },
      'BAD_USER_INPUT',
      400,
    ],
    [{ query: 'query A { __typename } query B { __typename }' }, 'BAD_USER_INPUT', 400],
    [{ query: 'query A { __typename }', operationName: 'B' }, 'BAD_USER_INPUT', 400],
    [{ query: 'mutation { a }' }, 'BAD_USER_INPUT', 400],
    [
      { query: '{ providers(first: 100) { nodes { leases(first: 100) { nodes { id } } } } }' },
      'TOO_EXPENSIVE',
      400,
    ],
    [{ documentId: `sha256:${'a'.repeat(64)}` }, 'PERSISTED_QUERY_NOT_FOUND', 404],
  ])('%j', async (body, code, status) => {
    const [older, newer] = [await post(body, types[0]), await post(body, types[1])]
    expect([older.response.status, older.code]).toEqual([200, code])
    expect([newer.response.status, newer.code]).toEqual([status, code])
    expect(newer.answer).not.toHaveProperty('data')
    expect(newer.answer).toHaveProperty('extensions.indexedHeight')
  })

  it('names the operations that there are', async () => {
    const query = 'query A { __typename } query B { __typename }'
    expect((await post({ query })).message).toBe('"operationName" must name one of the operations: A, B')
    expect((await post({ query, operationName: 'C' })).message).toBe(
      '"operationName": the document has no operation "C"; it has A, B',
    )
    expect((await post({ query, operationName: 'B' })).answer.data).toEqual({ __typename: 'Query' })
  })

  it('says what the operation costs and what it may', async () => {
    const query = '{ providers(first: 100) { nodes { leases(first: 100) { nodes { id } } } } }'
    expect((await post({ query })).message).toBe(
      'the operation costs 12120, at most 10000 may be: it may return 10100 records, and finding and counting them counts as 2020 more; ask for smaller pages (first) or fewer counts (totalCount)',
    )
  })

  it('says how many values variables may hold, and which of them has most', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    const ids = (count: number) => Array.from({ length: count }, () => 'x')
    expect((await post({ query, variables: { ids: ids(990), other: ids(20), n: null } })).message).toBe(
      'the variables hold 1013 values (items of lists and keys of objects counted), at most 1000 may be; most of them, 991, are in $ids',
    )
    expect((await post({ query, variables: { ids: ids(101) } })).message).toMatch(/"ids"/)
    expect((await post({ query, variables: { ids: ids(980), n: { a: [[[[{}]]]] } } })).message).toMatch(
      /"ids"/,
    )
  })
})

describe('a request', () => {
  it('may be a GET with everything in it, encoded as forms do', async () => {
    const query =
      'query A($n: Int = 1) { network { chainId @skip(if: true) } leases(first: $n) { totalCount } }'
    const form = new URLSearchParams({ query, variables: '{"n": 2}', operationName: 'A', extensions: '{}' })
    expect((await get(form.toString())).answer.data).toEqual({ network: {}, leases: { totalCount: 0 } })
  })

  it('must not ask for a mutation by GET', async () => {
    for (const accept of types) {
      const { response } = await get(`query=${encodeURIComponent('mutation { a }')}`, { accept })
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    }
  })

  it('must accept what is answered', async () => {
    const { response, message } = await post({ query: '{ __typename }' }, 'text/html')
    expect([response.status, message]).toEqual([
      406,
      'the header "accept" must allow application/graphql-response+json or application/json',
    ])
  })

  it('may be exactly 64 KiB long, however it comes', async () => {
    const sized = (bytes: number) => {
      const query = '{ __typename } #'
      const rest = bytes - Buffer.byteLength(JSON.stringify({ query }))
      return JSON.stringify({ query: `${query}${'é'.repeat(Math.floor(rest / 2))}${'x'.repeat(rest % 2)}` })
    }
    const declared = (text: string) => ({ 'content-length': String(Buffer.byteLength(text)) })
    for (const headers of [() => ({}), declared]) {
      const [fits, exceeds] = [sized(65_536), sized(65_537)]
      expect((await post(fits, types[0], headers(fits))).answer.data).toEqual({ __typename: 'Query' })
      const refused = await post(exceeds, types[0], headers(exceeds))
      expect([refused.response.status, refused.message]).toEqual([413, 'the body is larger than 65536 bytes'])
    }
  })

  it('may ask what it costs', async () => {
    const query = '{ leases(first: 3) { nodes { id provider { id } } } }'
    const { answer } = await post({ query }, types[0], { 'x-ipgw-cost': '1' })
    expect(answer.extensions).toEqual({ indexedHeight: null, lagSeconds: null, cost: 26 })
    expect((await post({ query })).answer.extensions).toEqual({ indexedHeight: null, lagSeconds: null })
    expect(await (await gateway.app.request('/metrics')).text()).toMatch(
      /^ipgw_graphql_operation_cost_count\{operation="[^"]*"\} [1-9]/m,
    )
  })
})
