import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestClock } from '../kube/test-clock.ts'
import { lease } from '../stock/test-wishes.ts'
import { holdingOf, observationOf, openTestAgent, sendBytes, type TestAgent } from './test-agent-server.ts'

const STATUS = `/ip-lease-status/${lease.owner}/257261/1/1`
const now = new Date('2026-01-31T12:00:00Z')
const clock = createTestClock()
let agent: TestAgent

beforeEach(async () => {
  agent = await openTestAgent({ clock })
})
afterEach(() => agent.close())

const get = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${agent.url}${path}`, init)
  const { status, headers } = response
  return { status, type: headers.get('content-type'), headers, text: await response.text() }
}

describe('a stock provider that asks', () => {
  it('gets these bytes', async () => {
    agent.feed.record(observationOf(holdingOf('198.51.100.7', [80, 443])), now)
    expect(await get('/health')).toMatchObject({ status: 200, text: 'OK' })
    expect(await get('/version')).toMatchObject({
      type: 'application/json',
      text: '{"name":"ipgw-agent","version":"1.2.3"}',
    })
    expect(await get('/usage')).toMatchObject({
      status: 200,
      type: 'application/json',
      text: '{"Available":256,"InUse":0}',
    })
    expect(await get('/ignored-leases')).toMatchObject({ status: 200, text: '{}' })
    expect(await get(STATUS)).toMatchObject({
      status: 200,
      type: 'application/json',
      text:
        '[{"Port":3000,"ExternalPort":80,"ServiceName":"web","IP":"198.51.100.7","Protocol":"TCP"},' +
        '{"Port":3000,"ExternalPort":443,"ServiceName":"web","IP":"198.51.100.7","Protocol":"TCP"}]',
    })
    expect(Object.keys(JSON.parse((await get('/state')).text))).toEqual([
      `${lease.owner}/257261/1/1/${lease.provider}`,
    ])
  })

  it('gets 204 for a lease that is pending, and for one that nobody knows', async () => {
    agent.feed.record(observationOf(holdingOf(null)), now)
    for (const path of [STATUS, `/ip-lease-status/${lease.owner}/1/1/1`]) {
      const { status, text, type } = await get(path)
      expect([status, text, type]).toEqual([204, '', null])
    }
  })

  it('gets 404 in its own form for a path that names no lease', async () => {
    agent.feed.record(observationOf(), now)
    for (const path of [
      '/ip-lease-status/akash1nobody/1/1/1',
      `/ip-lease-status/${lease.owner}/x/1/1`,
      `/ip-lease-status/${lease.owner}/1/1/4294967296`,
      `/ip-lease-status/${lease.owner}/1/1/%31%2f2`,
      `/ip-lease-status/${lease.owner}/1/1/%zz`,
      `/ip-lease-status/${lease.owner}/1/1/%00`,
      `/ip-lease-status/${'a'.repeat(5000)}/1/1/1`,
    ]) {
      const { status, type, text } = await get(path)
      expect([status, type], path).toEqual([404, 'application/json'])
      expect(JSON.parse(text)).toMatchObject({ Code: -1, Error: expect.stringMatching(/names no lease/) })
      expect(text.length).toBeLessThan(500)
    }
  })

  it('is told to come back before the cluster was looked at, but that the agent is well', async () => {
    for (const path of ['/usage', '/state', STATUS]) {
      const { status, text, headers } = await get(path)
      expect([status, headers.get('retry-after')]).toEqual([503, '1'])
      expect(JSON.parse(text)).toEqual({ Error: 'the cluster has not been looked at yet', Code: -1 })
    }
    expect((await get('/health')).status).toBe(200)
  })

  it('gets one entry for each endpoint in the second check that asks, and tenants all', async () => {
    agent.feed.record(observationOf(holdingOf('198.51.100.7', [80, 443])), now)
    const lengths: number[] = []
    for (let check = 0; check < 2; check++) {
      await clock.pass(5000)
      await get('/usage')
      for (let ask = 0; ask < 2; ask++) lengths.push(JSON.parse((await get(STATUS)).text).length)
    }
    expect(lengths).toEqual([2, 2, 1, 2])
    await get('/usage')
    await clock.pass(101)
    expect(JSON.parse((await get(STATUS)).text)).toHaveLength(2)
  })
})

describe('any other request', () => {
  it('with HEAD is answered without a body', async () => {
    agent.feed.record(observationOf(), now)
    const { status, text, headers } = await get('/usage', { method: 'HEAD' })
    expect([status, text, headers.get('content-type')]).toEqual([200, '', 'application/json'])
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('with %s is refused in words', async (method) => {
    const init = { method, ...(method === 'OPTIONS' ? {} : { body: 'x'.repeat(100_000) }) }
    const { status, headers, text } = await get('/v1/pools/default', init)
    expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    expect(JSON.parse(text).error.message).toBe(`${method} is not answered here: GET and HEAD are`)
  })

  it.each([
    '/',
    '/nothing',
    '//usage',
    '/usage/',
    '/v1/pools/default',
    '/%zz',
    '/ip-lease-status/a/1/1',
    '/..',
  ])('for %s is 404 in words', async (path) => {
    const answer = await sendBytes(agent.port, `GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    expect(answer).toContain('there is nothing at ')
  })

  it.each([
    ['that is no HTTP', 'hello\r\n\r\n', 400],
    ['without a host', 'GET /health HTTP/1.1\r\n\r\n', 400],
    [
      'with a header that is too large',
      `GET /health HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
  ])('%s is refused, and the server lives on', async (_name, bytes, status) => {
    expect(await sendBytes(agent.port, bytes)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect((await get('/health')).status).toBe(200)
  })

  it('that a fault of ours breaks is 500 with words that say nothing, and a line in the log', async () => {
    Object.defineProperty(agent, 'state', {
      get: () => {
        throw new TypeError('secret')
      },
    })
    const { status, text } = await get('/readyz')
    expect([status, JSON.parse(text).error.code]).toEqual([500, 'INTERNAL'])
    expect(text).not.toContain('secret')
    expect(agent.lines.some((line) => line.includes('a request failed'))).toBe(true)
  })
})
