import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commit } from '#store/commit.ts'
import { commitAt, cursorAt } from '#store/test-records.ts'
import { CHAIN_ID, openTestGateway, type TestGateway } from '../test-gateway.ts'

let gateway: TestGateway
beforeEach(async () => {
  gateway = await openTestGateway()
})
afterEach(() => gateway.end())

const identity = { chainId: CHAIN_ID, epoch: 0 }
const get = async (path: string) => {
  const response = await gateway.app.request(path)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('/readyz', () => {
  it('says why until the active set is complete', async () => {
    expect(await get('/readyz')).toEqual({
      status: 503,
      body: { ready: false, reason: 'nothing is indexed yet, and no indexer runs' },
    })
    const cursor = { ...cursorAt(1), activeComplete: false }
    await commit(gateway.database.sql, commitAt(1, { cursor }), identity)
    await gateway.database
      .sql`update writer set holder = 'me', backend_pid = 1, backend_start = now(), renewed_at = now()`
    expect((await get('/readyz')).body.reason).toBe(
      'the active set is still being read (block 1), and the indexer is alive',
    )
    await gateway.database.sql`update cursor set active_complete = true`
    expect(await get('/readyz')).toEqual({ status: 200, body: { ready: true } })
  })

  it('says when nothing has come for long, and whether the indexer is there', async () => {
    await commit(gateway.database.sql, commitAt(1), identity)
    await gateway.database.sql`update cursor set updated_at = now() - interval '61 seconds'`
    expect(await get('/readyz')).toEqual({
      status: 503,
      body: { ready: false, reason: 'block 1 was indexed 61 s ago and none since: no indexer runs' },
    })
    expect((await gateway.ask('{ network { phase } }')).data.network.phase).toBe('STALLED')
    await gateway.database.sql`update writer set holder = 'me', backend_pid = 1, backend_start = now(),
      renewed_at = now() - interval '40 seconds'`
    expect((await get('/readyz')).body.reason).toContain('the indexer has been silent for 40 s')
  })

  it('says when the database is gone, while this process lives', async () => {
    await gateway.database.drop()
    expect(await get('/readyz')).toEqual({
      status: 503,
      body: { ready: false, reason: 'the database does not answer' },
    })
    expect((await get('/status')).status).toBe(503)
    expect(await get('/livez')).toEqual({ status: 200, body: { alive: true } })
    const { errors, extensions } = await gateway.ask('{ leases { totalCount } }')
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL', id: expect.stringMatching(/^error-/) })
    expect(JSON.stringify(errors)).not.toMatch(/select|t_[0-9a-f]{16}|postgres/i)
    expect(extensions).toEqual({ indexedHeight: null, lagSeconds: null })
    expect(gateway.lines.join('\n')).toContain(String(errors?.[0]?.extensions.id))
  })
})

describe('/status', () => {
  it('shows where the index stands and what its indexer says', async () => {
    const stages = [
      { list: { kind: 'lease' as const, state: 'active' }, resume: null, done: 2, total: 2, finished: true },
    ]
    await commit(gateway.database.sql, commitAt(1, { stages, latestHeight: 9, received: 3 }), identity)
    const said = { endpoints: [{ url: 'http://node', lag: 0 }] }
    await gateway.database
      .sql`update writer set holder = 'me', backend_pid = 1, backend_start = now(), renewed_at = now(),
      status = ${JSON.stringify(said)}::text::jsonb`
    const { status, body } = await get('/status')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      version: '0.0.0',
      chainId: CHAIN_ID,
      ready: true,
      reason: null,
      phase: 'LIVE',
      indexedHeight: 1,
      latestHeight: 9,
      received: 3,
      quarantined: 0,
      resyncNeeded: false,
      history: { complete: true, done: 2, total: 2 },
      stages: [{ kind: 'lease', state: 'active', done: 2, total: 2, finished: true }],
      indexer: { holder: 'me', status: said },
      endpoints: said.endpoints,
    })
  })
})
