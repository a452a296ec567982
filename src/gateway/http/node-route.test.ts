import { afterEach, expect, it } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { createLog } from '#platform/log.ts'
import { type Listener, listen } from '../listen.ts'
import type { AnswerGraphql } from './answer-graphql.ts'
import { nodeRoute } from './node-route.ts'

let listener: Listener
afterEach(() => listener.close())

const fine = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"data":{}}' }

async function serve(answer: AnswerGraphql, refusal: Failure | null): Promise<string> {
  const direct = nodeRoute({
    answer,
    refusal: () => refusal,
    trustedProxies: 0,
    clock: { monotonicMs: () => 0 },
    log: createLog({ level: 'silent', format: 'json' }),
    makeId: () => 'ab'.repeat(16),
    measures: { observeRequest: () => undefined },
  })
  listener = await listen(
    { app: { fetch: () => new Response('the app') }, direct },
    { host: '127.0.0.1', port: 0 },
  )
  return listener.url
}

const post = (url: string) =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{a}"}',
  })

it('answers its own path, and leaves the others to the app', async () => {
  const url = await serve(
    async (request) => ({ ...fine, headers: { ...fine.headers }, body: await bodyOf(request) }),
    null,
  )
  expect(await (await post(url)).text()).toBe('{"query":"{a}"}')
  expect(await (await fetch(`${url}/graphqlx`)).text()).toBe('the app')
})

const bodyOf = async (request: Parameters<AnswerGraphql>[0]) => String(await request.text(1000))

it('refuses unread what comes to a crowd while the database refuses', async () => {
  const doors: (() => void)[] = []
  const waiting: AnswerGraphql = () =>
    new Promise((resolve) => doors.push(() => resolve({ ...fine, headers: { ...fine.headers } })))
  const busy = new Failure('OVERLOADED', 'the gateway is busy', { retryAfterSeconds: 3 })
  const url = await serve(waiting, busy)
  const first = Array.from({ length: 32 }, () => post(url))
  await expect.poll(() => doors.length).toBe(32)
  const refused = await post(url)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '3'])
  expect(await refused.json()).toEqual({
    errors: [{ message: 'the gateway is busy', extensions: { code: 'OVERLOADED' } }],
    extensions: { indexedHeight: null, lagSeconds: null },
  })
  for (const open of doors) open()
  expect(new Set((await Promise.all(first)).map(({ status }) => status))).toEqual(new Set([200]))
})

it('says that a fault is ours', async () => {
  const url = await serve(() => Promise.reject(new Failure('INTERNAL', 'secret')), null)
  const answer = await post(url)
  const text = await answer.text()
  expect(answer.status).toBe(500)
  expect(text).toContain('"code":"INTERNAL"')
  expect(text).not.toContain('secret')
})
