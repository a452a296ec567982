import { afterEach, describe, expect, it } from 'vitest'
import { commit } from '#store/commit.ts'
import { commitAt } from '#store/test-records.ts'
import { CHAIN_ID, plainOptions, type TestGateway } from '../test-gateway.ts'
import { openTestWorld, provider } from '../test-world.ts'

const query = `query Host($address: Address!) { provider(address: $address) { hostUri } }`
const asked = { query, variables: { address: provider } }
const identity = { chainId: CHAIN_ID, epoch: 0 }

let gateway: TestGateway
afterEach(() => gateway.end())

const cached = (over: { readonly ratePerSecond?: number } = {}) =>
  openTestWorld({ traffic: { ...plainOptions.traffic, cacheBytes: 1_000_000, ...over } })

const post = (body: object, headers: Record<string, string> = {}) =>
  gateway.app.request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

const get = (text: string, headers: Record<string, string> = {}) =>
  gateway.app.request(`/graphql?query=${encodeURIComponent(text)}`, { headers })

const hostStatements = () => gateway.statements.filter((text) => text.includes('host_uri')).length

describe('the response cache', () => {
  it('answers the same question from the same data once, and anew after a commit', async () => {
    gateway = await cached()
    const first = await (await post(asked)).text()
    expect(await (await post(asked)).text()).toContain(first.slice(0, first.indexOf('"lagSeconds"')))
    expect(hostStatements()).toBe(1)
    await commit(gateway.database.sql, commitAt(3), identity)
    await new Promise((resolve) => setTimeout(resolve, 30))
    const later = (await (await post(asked)).json()) as { extensions: { indexedHeight: string } }
    expect(later.extensions.indexedHeight).toBe('3')
    expect(hostStatements()).toBe(2)
  })

  it('keeps no answer that changes by itself, and none with an error', async () => {
    gateway = await cached()
    const lag = { query: `{ network { lagSeconds } provider(address: "${provider}") { hostUri } }` }
    await post(lag)
    await post(lag)
    expect(hostStatements()).toBe(2)
    const wrong = { query: '{ leases(first: 1000) { totalCount } }' }
    const codes = [await post(wrong), await post(wrong)].map(async (one) => (await one.json()) as object)
    for (const answer of await Promise.all(codes))
      expect(JSON.stringify(answer)).toContain('is not from 0 to 100')
  })

  it('tells a client that it has the answer already', async () => {
    gateway = await cached()
    const text = `{ provider(address: "${provider}") { hostUri } }`
    const first = await get(text)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"/)
    expect(first.headers.get('cache-control')).toBe('no-cache')
    const second = await get(text, { 'if-none-match': etag })
    expect([second.status, await second.text()]).toEqual([304, ''])
    await commit(gateway.database.sql, commitAt(3), identity)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect((await get(text, { 'if-none-match': etag })).status).toBe(200)
  })
})

describe('a request', () => {
  it('may ask for a height, and is told when it is not there', async () => {
    gateway = await cached()
    expect((await post(asked, { 'x-ipgw-min-height': '2' })).status).toBe(200)
    const stale = await post(
      { ...asked, extensions: { minHeight: '9' } },
      { accept: 'application/graphql-response+json' },
    )
    expect([stale.status, stale.headers.get('retry-after')]).toEqual([503, '42'])
    expect(await stale.text()).toContain('"code":"STALE"')
  })

  it('is refused where its client asks too often', async () => {
    gateway = await cached({ ratePerSecond: 1 })
    const answers = []
    for (let n = 0; n < 6; n += 1) answers.push(await post(asked))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429])
    expect(answers[5]?.headers.get('retry-after')).toBe('1')
  })

  it.each([true, false])('that takes the database too long is told so (fast path %s)', async (fastPath) => {
    gateway = await openTestWorld({ fastPath })
    const { sql, name } = gateway.database
    await sql.unsafe(`alter database ${name} set statement_timeout = 300`)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name} and pid <> pg_backend_pid()`
    const held = await sql.reserve()
    await held`begin`
    await held`lock table provider`
    const answer = await post(asked)
    await held`rollback`
    held.release()
    expect(await answer.text()).toContain('"code":"TOO_EXPENSIVE"')
  })

  it('carries its caller’s trace', async () => {
    gateway = await cached()
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const answer = await post(asked, { traceparent })
    expect(answer.headers.get('traceresponse')).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-.+-01$/)
  })
})
