import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { foldIncrement } from '../observe/fold-increment.ts'
import type { ObservationAnswer } from '../observe/journal.ts'
import type { Snapshot } from '../observe/observation.ts'
import { readAnswer } from '../observe/read-answer.ts'
import { holdingOf, observationOf, openTestAgent, type TestAgent } from './test-agent-server.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 31, 12, minute))
let agent: TestAgent

beforeEach(async () => {
  agent = await openTestAgent()
})
afterEach(() => agent.close())

const get = (query = '', signal?: AbortSignal) =>
  fetch(`${agent.url}/v1/observation${query}`, signal ? { signal } : {})
const read = async (query = ''): Promise<ObservationAnswer> => readAnswer(await (await get(query)).json())
const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('the observation', () => {
  it('is a snapshot at first, and increments after it', async () => {
    agent.feed.record(observationOf(), at(0))
    const first = await read()
    expect(first).toEqual({ kind: 'snapshot', seenAt: at(0), snapshot: agent.feed.journal.snapshot })
    agent.feed.record(observationOf(holdingOf('198.51.100.7')), at(1))
    const next = await read('?after=run-1.1')
    expect(next).toMatchObject({ kind: 'increments', sequence: 2, increments: [{ sequence: 2 }] })
    expect(await read('?after=run-1.2')).toMatchObject({ kind: 'increments', sequence: 2, increments: [] })
    expect((await read('?after=run-0.2')).kind).toBe('snapshot')
  })

  it('is JSON that nobody keeps', async () => {
    agent.feed.record(observationOf(), at(0))
    const { status, headers } = await get()
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'application/json',
      'no-store',
    ])
  })

  it('is not there before the cluster was looked at; who waits gets the first', async () => {
    const { status, headers } = await get()
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    const waited = read('?wait=10')
    await until(() => agent.feed.waiting === 1)
    agent.feed.record(observationOf(), at(0))
    expect(await waited).toMatchObject({ kind: 'snapshot', snapshot: { sequence: 1 } })
  })

  it('comes to who waits as soon as something changes, and not before', async () => {
    agent.feed.record(observationOf(), at(0))
    const waited = read('?after=run-1.1&wait=10')
    await until(() => agent.feed.waiting === 1)
    agent.feed.record(observationOf(), at(1))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(agent.feed.waiting).toBe(1)
    agent.feed.record(observationOf(holdingOf('198.51.100.7')), at(2))
    expect(await waited).toMatchObject({ kind: 'increments', seenAt: at(2), increments: [{ sequence: 2 }] })
    expect(agent.feed.waiting).toBe(0)
  })

  it('comes empty when the time is over, with the time of the last look', async () => {
    agent.feed.record(observationOf(), at(0))
    const beginMs = performance.now()
    const answer = await read('?after=run-1.1&wait=1')
    expect(performance.now() - beginMs).toBeGreaterThan(950)
    expect(answer).toMatchObject({ kind: 'increments', seenAt: at(0), increments: [] })
  })

  it('comes at once to who waits when the server ends', async () => {
    agent.feed.record(observationOf(), at(0))
    const waited = read('?after=run-1.1&wait=30')
    await until(() => agent.feed.waiting === 1)
    const beginMs = performance.now()
    await agent.close()
    expect(await waited).toMatchObject({ kind: 'increments', increments: [] })
    expect(performance.now() - beginMs).toBeLessThan(1000)
  })

  it('forgets readers that go away', async () => {
    agent.feed.record(observationOf(), at(0))
    const gone = new AbortController()
    const waited = get('?after=run-1.1&wait=30', gone.signal)
    await until(() => agent.feed.waiting === 1)
    gone.abort()
    await expect(waited).rejects.toThrow()
    await until(() => agent.feed.waiting === 0)
  })

  it.each([
    ['after=1', /after is "1": it must be "<epoch>.<sequence>"/],
    ['after=run-1.1&after=run-1.2', /after is given twice/],
    ['wait=31', /wait is "31": it must be a whole number of seconds from 0 to 30/],
    ['wait=-1', /wait is "-1"/],
    ['wait=1.5', /wait is "1.5"/],
    ['wait=', /wait is ""/],
    ['since=3', /"since" is no parameter: after, wait/],
    [`after=${'9'.repeat(5000)}`, /after is "9{100}"/],
    ['after=%zz', /after is "%zz"/],
  ])('asked for wrongly is 400 in words (%#)', async (query, words) => {
    const response = await get(`?${query}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      error: { code: 'BAD_USER_INPUT', message: expect.stringMatching(words) },
    })
  })
})

describe('many readers at once', () => {
  /** What 200 requests at once take. */
  async function answeredMs(): Promise<number> {
    const beginMs = performance.now()
    const usages = Array.from({ length: 200 }, async () => (await fetch(`${agent.url}/usage`)).status)
    expect(new Set(await Promise.all(usages))).toEqual(new Set([200]))
    return performance.now() - beginMs
  }

  it('all get every number, in order, while it changes (200 readers)', async () => {
    agent.feed.record(observationOf(), at(0))
    const follow = async () => {
      const first = await read()
      if (first.kind !== 'snapshot') return null
      let snapshot: Snapshot = first.snapshot
      while (snapshot.sequence < 6) {
        const answer = await read(`?after=run-1.${snapshot.sequence}&wait=5`)
        if (answer.kind === 'snapshot') return null
        snapshot = answer.increments.reduce(foldIncrement, snapshot)
      }
      return snapshot
    }
    const followers = Array.from({ length: 200 }, follow)
    for (let minute = 1; minute < 6; minute++) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      agent.feed.record(observationOf(holdingOf(`198.51.100.${minute}`)), at(minute))
    }
    for (const snapshot of await Promise.all(followers)) expect(snapshot).toEqual(agent.feed.journal.snapshot)
  })

  it('more than 256 that wait are told to come back', async () => {
    agent.feed.record(observationOf(), at(0))
    const refused: Response[] = []
    const waiters = Array.from({ length: 300 }, async () => {
      const response = await get('?after=run-1.1&wait=30')
      if (response.status === 503) refused.push(response)
      return response.status
    })
    await until(() => agent.feed.waiting === 256 && refused.length === 44)
    expect(new Set(refused.map(({ headers }) => headers.get('retry-after')))).toEqual(new Set(['1']))
    agent.feed.record(observationOf(holdingOf('198.51.100.7')), at(1))
    const statuses = await Promise.all(waiters)
    expect(statuses.filter((status) => status === 200)).toHaveLength(256)
  })

  it('are not held up by clients that send or take slowly', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({
      ...holdingOf('198.51.100.7', [80, 443, 8080]),
      sharingKey: `k-${index}`,
    }))
    agent.feed.record(observationOf(...many), at(0))
    const aloneMs = await answeredMs()
    const slow = Array.from({ length: 50 }, (_, index) => {
      const socket = connect(agent.port, '127.0.0.1')
      socket.write(`GET /v1/observation HTTP/1.1\r\nhost: a\r\n${index % 2 === 0 ? '\r\n' : ''}`)
      return socket.pause()
    })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const besideMs = await answeredMs()
    // Who had to wait for them would wait until the server cuts them off, 10 s or more.
    expect(besideMs).toBeLessThan(5 * aloneMs + 2000)
    for (const socket of slow) socket.destroy()
  })
})
