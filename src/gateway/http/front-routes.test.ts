import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { buildSchema } from 'graphql'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { commit } from '#store/commit.ts'
import type { Database } from '#store/connection.ts'
import { commitAt, cursorAt } from '#store/test-records.ts'
import { CHAIN_ID, openTestGateway, type TestGateway } from '../test-gateway.ts'
import { openTestWorld } from '../test-world.ts'
import { frontRoutes } from './front-routes.ts'
import { landingPage } from './landing-page.ts'

let world: TestGateway
beforeEach(async () => {
  world = await openTestWorld()
})
afterEach(() => world.end())

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const open = async (headers: Record<string, string> = browser, url = 'http://gateway.example:4000/') => {
  const answer = await world.app.request(url, { headers })
  return { answer, text: await answer.text() }
}

/** The page's facts, by their labels. */
const facts = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map((match) => [match[1], match[2]]),
  )

test('a browser sees the state of things', async () => {
  await world.database
    .sql`update writer set holder = 'me', backend_pid = 1, backend_start = now(), renewed_at = now()`
  const { answer, text } = await open()
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
  expect(facts(text)).toMatchObject({
    phase: 'LIVE',
    'indexed block': '2',
    'newest block': '2',
    'active leases with IPs': '1',
    'active leases': '1',
    'providers with IPs': '1',
    providers: '1',
    'open orders': '1',
    'history read': '8 of 15 records',
  })
  expect(text).toContain(CHAIN_ID)
  expect(text).toContain('closed records are still being read')
})

test('before all that is active was read, counts are unknown and not zero', async () => {
  await world.database.sql`update cursor set active_complete = false`
  const { text } = await open()
  expect(facts(text)).toMatchObject({
    phase: 'BOOTSTRAPPING',
    'active leases': 'unknown',
    'open orders': 'unknown',
  })
  expect(text).toContain('Answers may be incomplete or old: the active set is still being read')
})

test('curl sees the same as text', async () => {
  for (const headers of [{}, { accept: '*/*' }, { accept: 'text/plain' }]) {
    const { answer, text } = await open(headers)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(text).toMatch(/active leases with IPs +1\n/)
    expect(text).toContain('curl -s http://gateway.example:4000/graphql')
  }
})

test('nothing is loaded and nothing runs; the style is allowed by its hash', async () => {
  const { answer, text } = await open()
  const policy = answer.headers.get('content-security-policy') ?? ''
  const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? ''
  expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
  expect(policy).toContain("default-src 'none'")
  expect(text).not.toMatch(/<script|\ssrc=|url\(|@import|href="(https?:)?\/\//)
})

test('the command is that of this host, and a shell passes it on as it is', async () => {
  const { text } = await open({}, 'http://127.0.0.1:4321/')
  const command = /curl -s (http:\S+) .* -d (.*)/.exec(text)
  expect(command?.[1]).toBe('http://127.0.0.1:4321/graphql')
  const body = execFileSync('sh', ['-c', `printf %s ${command?.[2]}`], { encoding: 'utf8' })
  expect((await world.ask(JSON.parse(body).query)).errors).toBeUndefined()
})

test('behind a proxy that speaks TLS it is https; a host that could do harm is not repeated', async () => {
  expect((await open({ 'x-forwarded-proto': 'https' })).text).toContain(
    'curl -s https://gateway.example:4000/',
  )
  expect((await open({}, "http://a'$(id)/")).text).toContain('curl -s http://localhost:4000/graphql')
})

test('values are escaped', async () => {
  const page = { chainId: '<b>"&', url: 'http://h', state: null, examples: ['a <i>', 'b'], hasSchema: true }
  const text = String(await landingPage(page))
  expect(text).toContain('&lt;b&gt;&quot;&amp;')
  expect(text).toContain('<a href="graphiql?example=1">a &lt;i&gt;</a>')
  expect(text).not.toMatch(/<b>|<i>/)
})

test('without GraphiQL no page leads to it', async () => {
  const { text } = await open()
  expect(text).not.toContain('graphiql')
  expect((await world.app.request('/graphiql')).status).toBe(404)
})

test('a database that is gone is said, not hidden', async () => {
  await world.database.drop()
  const { answer, text } = await open()
  expect(answer.status).toBe(200)
  expect(text).toContain('The database does not answer')
  expect(world.lines.join()).toContain('no front page')
})

test('one that does not answer at all is waited for no longer than two seconds, by all together', async () => {
  let asked = 0
  const silent = (() => {
    asked++
    return new Promise(() => undefined)
  }) as unknown as Database
  const app = new Hono().route(
    '/',
    frontRoutes({
      sql: silent,
      clock: { now: () => new Date(), monotonicMs: () => 0 },
      log: createLog({ level: 'fatal', format: 'json', sink: { write: () => undefined } }),
      chainId: CHAIN_ID,
      examples: [],
      hasSchema: true,
    }),
  )
  const answers = await Promise.all(['/', '/'].map(async (path) => (await app.request(path)).text()))
  for (const text of answers) expect(text).toContain('The database does not answer')
  expect(asked).toBe(4)
})

test('who comes within a second shares one read; who comes later sees what is new', async () => {
  let atMs = 0
  const app = frontRoutes({
    sql: world.database.sql,
    clock: { now: () => new Date(), monotonicMs: () => atMs },
    log: createLog({ level: 'fatal', format: 'json', sink: { write: () => undefined } }),
    chainId: CHAIN_ID,
    examples: [],
    hasSchema: true,
  })
  const height = async () => /indexed block +(\d+)/.exec(await (await app.request('/')).text())?.[1]
  expect(await height()).toBe('2')
  const next = commitAt(3, { cursor: cursorAt(3) })
  await commit(world.database.sql, next, { chainId: CHAIN_ID, epoch: 0 })
  atMs = 900
  expect(await height()).toBe('2')
  atMs = 1100
  expect(await height()).toBe('3')
})

test('the schema as text', async () => {
  const answer = await world.app.request('/schema.graphql')
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
  expect(
    buildSchema(await answer.text())
      .getQueryType()
      ?.getFields(),
  ).toHaveProperty('leases')
})

test('whoever switches introspection off does not show the schema either', async () => {
  const closed = await openTestGateway({ introspection: false })
  const text = await (await closed.app.request('/')).text()
  expect(text).not.toContain('/schema.graphql')
  expect((await closed.app.request('/schema.graphql')).status).toBe(404)
  await closed.end()
})
