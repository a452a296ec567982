import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, openTestGateway, type TestGateway } from '#gateway/test-gateway.ts'

/**
 * What a page of another origin can make a browser send: every method with every content type that needs no
 * preflight and one that does, with and without the headers that do, from every place that a browser tells of.
 */
let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
})
afterAll(() => gateway.end())

const query = '{ __typename }'
const simpleTypes = [
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'TEXT/PLAIN;charset=UTF-8',
]
const preflighted: readonly Record<string, string>[] = [
  { 'apollo-require-preflight': 'true' },
  { 'x-apollo-operation-name': 'A' },
  { 'content-type': 'application/json' },
]
/** Where a request says that it comes from, and whether that is another origin. */
const places: readonly (readonly [Record<string, string>, boolean])[] = [
  [{}, false],
  [{ 'sec-fetch-site': 'none' }, false],
  [{ 'sec-fetch-site': 'same-origin' }, false],
  [{ 'sec-fetch-site': 'same-site' }, true],
  [{ 'sec-fetch-site': 'cross-site' }, true],
  [{ origin: 'https://other.example', host: 'gateway.example' }, true],
  [{ origin: 'https://gateway.example', host: 'gateway.example' }, false],
  [{ origin: 'null', host: 'gateway.example' }, true],
]
const accepts = [
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'text/html,*/*;q=0.8',
  'image/*,*/*;q=0.5',
]

const get = (headers: Record<string, string>, method = 'GET') =>
  gateway.app.request(`/graphql?query=${encodeURIComponent(query)}`, { method, headers })
const post = (headers: Record<string, string>) =>
  gateway.app.request('/graphql', { method: 'POST', headers, body: JSON.stringify({ query }) })

describe('a GET', () => {
  const simple = [{}, ...simpleTypes.map((type) => ({ 'content-type': type }))]
  const cases = places.flatMap(([place, isForeign]) =>
    accepts.flatMap((accept) => [
      ...simple.map((headers) => [{ ...place, ...headers, accept }, isForeign ? 400 : 200] as const),
      ...preflighted.map((headers) => [{ ...place, ...headers, accept }, 200] as const),
    ]),
  )
  it.each(cases)('%j is %i', async (headers, status) => {
    for (const method of ['GET', 'HEAD']) expect((await get(headers, method)).status).toBe(status)
  })

  it('says what a page has to do', async () => {
    const answer = (await (await get({ 'sec-fetch-site': 'cross-site' })).json()) as Answer
    expect(answer.errors?.[0]?.message).toMatch(/another origin.*apollo-require-preflight: true.*POST/)
    expect(answer).not.toHaveProperty('data')
  })
})

describe('a POST', () => {
  const cases = places.flatMap(([place]) =>
    [{}, ...preflighted.slice(0, 2)].flatMap((extra) => [
      ...simpleTypes.map((type) => [{ ...place, ...extra, 'content-type': type }, 415] as const),
      [{ ...place, ...extra, 'content-type': 'application/graphql' }, 415] as const,
      [{ ...place, ...extra, 'content-type': 'application/json' }, 200] as const,
      [{ ...place, ...extra, 'content-type': 'Application/JSON; charset=utf-8' }, 200] as const,
      [{ ...place, ...extra, 'content-type': 'application/json; charset=utf-16' }, 415] as const,
    ]),
  )
  it.each(cases)('%j is %i', async (headers, status) => {
    expect((await post(headers)).status).toBe(status)
  })
})

describe('other methods', () => {
  it.each(['PUT', 'PATCH', 'DELETE'])('%s is 405', async (method) => {
    const response = await gateway.app.request('/graphql', { method })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS'])
    expect(await response.json()).toHaveProperty('extensions.indexedHeight')
  })
})

describe('pages of any origin', () => {
  it('may ask, after a preflight that is remembered', async () => {
    const headers = {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,apollo-require-preflight',
    }
    const response = await gateway.app.request('/graphql', { method: 'OPTIONS', headers })
    expect(response.status).toBe(204)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': '*, Authorization',
      'access-control-max-age': '86400',
    })
    // A browser sends cookies only to who allows it, and asks a private network's own gateway only with its leave.
    expect(response.headers.has('access-control-allow-credentials')).toBe(false)
    expect(response.headers.has('access-control-allow-private-network')).toBe(false)
  })

  it('may read answers and refusals, and what they say in headers', async () => {
    for (const response of [
      await post({ 'content-type': 'application/json', origin: 'https://app.example' }),
      await post({ 'content-type': 'text/plain', origin: 'https://app.example' }),
    ]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'ETag, Retry-After',
        'x-content-type-options': 'nosniff',
      })
      expect(response.headers.has('access-control-allow-credentials')).toBe(false)
    }
  })
})
