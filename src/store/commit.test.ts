import postgres from 'postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change } from '#domain/change.ts'
import { isFailure } from '#domain/failure.ts'
import type { ChainRecord } from '#domain/record.ts'
import { refOf } from '#domain/record.ts'
import { feedHead, readFeed } from './feed.ts'
import type { Store } from './store.ts'
import { createStore } from './store.ts'
import type { MigratedDatabase } from './test-database.ts'
import { openTestDatabase } from './test-database.ts'
import * as sample from './test-records.ts'

const { commitAt, cursorAt, seenAt } = sample
let database: MigratedDatabase
let store: Store

beforeAll(async () => {
  database = await openTestDatabase()
  store = createStore({ sql: database.sql, chainId: 'test-1', epoch: 0 })
})
afterAll(() => database.close())

beforeEach(async () => {
  await database.sql`truncate deployment, deployment_escrow, deployment_group, market_order, bid, lease, provider, provider_audit,
    change, block, quarantine, stage`
  await database.sql`update cursor set epoch = 0, chain_id = null, height = null, hash = null, time = null,
    bootstrap_height = null, latest_height = null, updated_at = null, received_total = 0, quarantined_total = 0`
})

const change = (kind: Change['kind'], subject: string, height: number): Change => ({
  kind,
  subject,
  height,
  before: null,
  after: { state: 'ACTIVE' },
})
const leaseKey = refOf(sample.lease).key
const records = async (refs: readonly ChainRecord[]) =>
  (await store.load(refs.map(refOf))).map((k) => k.record)

describe('a commit', () => {
  it('moves the cursor from nothing, and from block to block', async () => {
    expect(await store.cursor()).toBeNull()
    await store.commit(commitAt(1))
    await store.commit(commitAt(2))
    expect(await store.cursor()).toEqual(cursorAt(2))
  })

  it('stores records of every kind and gives them back', async () => {
    await store.commit(commitAt(1, { records: seenAt(1, sample.everything) }))
    const found = await store.load(sample.everything.map(refOf))
    expect(found).toHaveLength(sample.everything.length)
    expect(found).toEqual(expect.arrayContaining(seenAt(1, sample.everything)))
  })

  it('refuses a second time what was committed, and changes nothing', async () => {
    const once = commitAt(1, {
      records: seenAt(1, [sample.lease]),
      changes: [change('LEASE_CREATED', leaseKey, 1)],
      received: 3,
    })
    await store.commit(once)
    await expect(store.commit(once)).rejects.toSatisfy((e) => isFailure(e, 'CURSOR_MOVED'))
    await expect(store.commit({ ...once, records: seenAt(1, [sample.closedLease]) })).rejects.toThrow(
      'cursor',
    )
    expect(await records([sample.lease])).toEqual([sample.lease])
    expect(await feedHead(database.sql)).toBe(1)
    const [row] = await database.sql`select received_total from cursor`
    expect(row?.received_total).toBe(3)
  })

  it('refuses a block that does not follow by hash', async () => {
    await store.commit(commitAt(1))
    const fork = commitAt(2, {
      expected: { height: 1, hash: sample.hashAt(99) },
      records: seenAt(2, [sample.lease]),
    })
    await expect(store.commit(fork)).rejects.toSatisfy((e) => isFailure(e, 'CURSOR_MOVED'))
    expect(await records([sample.lease])).toEqual([])
  })

  it('refuses a writer whose epoch is over, with and without rows', async () => {
    await database.sql`update cursor set epoch = 1`
    await expect(store.commit(commitAt(1))).rejects.toSatisfy((e) => isFailure(e, 'FENCED'))
    const full = commitAt(1, { records: seenAt(1, sample.everything) })
    await expect(store.commit(full)).rejects.toSatisfy((e) => isFailure(e, 'FENCED'))
    expect(await records(sample.everything)).toEqual([])
  })

  it('refuses another chain', async () => {
    await store.commit(commitAt(1))
    const other = createStore({ sql: database.sql, chainId: 'other-1', epoch: 0 })
    await expect(other.cursor()).rejects.toSatisfy((e) => isFailure(e, 'CHAIN_ID_MISMATCH'))
    await expect(other.commit(commitAt(2))).rejects.toSatisfy((e) => isFailure(e, 'CHAIN_ID_MISMATCH'))
  })

  it('ignores a record that is older than the stored one', async () => {
    await store.commit(commitAt(1, { records: seenAt(30, [sample.closedLease]) }))
    await store.commit(commitAt(2, { records: seenAt(29, [sample.lease]) }))
    expect(await records([sample.lease])).toEqual([sample.closedLease])
  })

  it('takes the newest of several records of one key', async () => {
    const both = [...seenAt(2, [sample.closedLease]), ...seenAt(1, [sample.lease])]
    await store.commit(commitAt(1, { records: both }))
    expect(await records([sample.lease])).toEqual([sample.closedLease])
  })

  it('removes records that the chain does not have', async () => {
    await store.commit(commitAt(1, { records: seenAt(1, sample.everything) }))
    await store.commit(
      commitAt(2, { removed: sample.everything.filter((r) => r.kind !== 'provider').map(refOf) }),
    )
    expect(await records(sample.everything)).toEqual([sample.providerRecord])
    const [row] = await database.sql`select active_lease_count from provider`
    expect(row?.active_lease_count).toBe(0)
  })

  it('leaves nothing behind when one statement fails', async () => {
    const impossible = { ...sample.lease, closedHeight: 1 }
    const bad = commitAt(1, { records: seenAt(1, [sample.deployment, impossible]) })
    await expect(store.commit(bad)).rejects.toThrow('lease_')
    expect(await store.cursor()).toBeNull()
    expect(await records([sample.deployment])).toEqual([])
  })
})

describe('what is derived', () => {
  const lease = async () => (await database.sql`select * from lease`)[0]

  it('counts the distinct IPs of a lease, whether its group comes before, with or after it', async () => {
    await store.commit(commitAt(1, { records: seenAt(1, [sample.lease, sample.group]) }))
    expect((await lease())?.ip_endpoint_count).toBe(2)
    await database.sql`truncate lease, deployment_group`
    await store.commit(commitAt(2, { records: seenAt(2, [sample.lease]) }))
    expect((await lease())?.ip_endpoint_count).toBeNull()
    await store.commit(commitAt(3, { records: seenAt(3, [{ ...sample.group, endpoints: [] }]) }))
    expect((await lease())?.ip_endpoint_count).toBe(0)
  })

  it('keeps the first price that was known of a lease', async () => {
    await store.commit(commitAt(1, { records: seenAt(1, [sample.lease]) }))
    const price = { denom: 'uact', amount: '0.000000000000000001' }
    await store.commit(commitAt(2, { records: seenAt(2, [{ ...sample.lease, price }]) }))
    expect(await lease()).toMatchObject({
      created_price_denom: 'uakt',
      created_price_amount: '12.5',
      price_denom: 'uact',
      price_amount: '0.000000000000000001',
    })
  })

  it('counts the open leases of providers, whichever came first', async () => {
    const count = async () =>
      (await database.sql`select active_lease_count from provider`)[0]?.active_lease_count
    await store.commit(commitAt(1, { records: seenAt(1, [sample.lease]) }))
    await store.commit(commitAt(2, { records: seenAt(2, [sample.providerRecord]) }))
    expect(await count()).toBe(1)
    await store.commit(commitAt(3, { records: seenAt(3, [sample.closedLease]) }))
    expect(await count()).toBe(0)
  })

  it('learns from the feed when a provider was created, and keeps it', async () => {
    await store.commit(
      commitAt(1, {
        records: seenAt(1, [sample.providerRecord]),
        changes: [change('PROVIDER_CREATED', sample.provider, 1)],
      }),
    )
    await store.commit(commitAt(2, { records: seenAt(2, [{ ...sample.providerRecord, email: 'a@b' }]) }))
    const [row] = await database.sql`select created_height, email, declares_ip_leases from provider`
    expect(row).toEqual({ created_height: 1, email: 'a@b', declares_ip_leases: true })
  })
})

describe('the feed', () => {
  it('numbers changes without gaps and writes each once', async () => {
    const created = change('LEASE_CREATED', leaseKey, 1)
    const closed = change('LEASE_CLOSED', leaseKey, 2)
    await store.commit(commitAt(1, { changes: [created, created], blocks: [cursorAt(1)] }))
    await store.commit(commitAt(2, { changes: [created, closed] }))
    expect(await readFeed(database.sql, 0, 10)).toEqual([
      { position: 1, at: cursorAt(1).time, change: created },
      { position: 2, at: null, change: closed },
    ])
    expect(await readFeed(database.sql, 1, 10)).toHaveLength(1)
    expect(await readFeed(database.sql, 2, 10)).toEqual([])
  })

  it('keeps the order of a commit', async () => {
    const changes = [3, 1, 2].map((height) => change('LEASE_CREATED', leaseKey, height))
    await store.commit(commitAt(1, { changes }))
    expect((await readFeed(database.sql, 0, 10)).map((entry) => entry.change.height)).toEqual([3, 1, 2])
  })

  it('knows owner, dseq and provider of a change', async () => {
    const orderKey = refOf(sample.order).key
    await store.commit(
      commitAt(1, {
        changes: [
          change('LEASE_CREATED', leaseKey, 1),
          change('ORDER_CREATED', orderKey, 1),
          change('PROVIDER_UPDATED', sample.provider, 1),
        ],
      }),
    )
    const rows = await database.sql`select owner, dseq, provider, lease_key from change order by position`
    expect([...rows]).toEqual([
      { owner: sample.owner, dseq: '7', provider: sample.provider, lease_key: leaseKey },
      { owner: sample.owner, dseq: '7', provider: null, lease_key: null },
      { owner: null, dseq: null, provider: sample.provider, lease_key: null },
    ])
  })

  it('wakes listeners after the commit, with the last position and the height', async () => {
    const heard: string[] = []
    const listener = postgres(database.url, { max: 1 })
    await Promise.all(
      ['ipgw_feed', 'ipgw_block'].map((name) =>
        listener.listen(name, (text) => heard.push(`${name} ${text}`)),
      ),
    )
    await store.commit(commitAt(1, { changes: [change('LEASE_CREATED', leaseKey, 1)] }))
    await store.commit(commitAt(2))
    await expect.poll(() => heard).toHaveLength(3)
    expect(heard.sort()).toEqual(['ipgw_block 1', 'ipgw_block 2', 'ipgw_feed 1'])
    await listener.end({ timeout: 1 })
  })
})

describe('progress', () => {
  const stage = (state: string, done: number, finished = false) => ({
    list: { kind: 'lease' as const, state },
    resume: finished ? null : new Uint8Array([0, 255, done]),
    done,
    total: 9,
    finished,
  })

  it('keeps the stages in the order in which they first came', async () => {
    await store.commit(commitAt(1, { stages: [stage('closed', 0), stage('active', 0)] }))
    await store.commit(commitAt(2, { stages: [stage('active', 9, true)] }))
    expect(await store.stages()).toEqual([stage('closed', 0), stage('active', 9, true)])
  })

  it('keeps what could not be read once, and counts it', async () => {
    const one = { height: 1, txIndex: -1, eventIndex: 2, reason: 'odd\0', raw: new Uint8Array([0, 1, 255]) }
    await store.commit(commitAt(1, { quarantined: [one], received: 5 }))
    await store.commit(commitAt(2, { quarantined: [{ ...one, reason: 'other words' }], received: 1 }))
    const rows = await database.sql`select height, tx_index, event_index, reason, raw from quarantine`
    expect([...rows]).toEqual([
      { height: 1, tx_index: -1, event_index: 2, reason: 'odd\ufffd', raw: Buffer.from([0, 1, 255]) },
    ])
    const [totals] = await database.sql`select received_total, quarantined_total from cursor`
    expect(totals).toEqual({ received_total: 6, quarantined_total: 2 })
  })
})

describe('reading', () => {
  it('finds the open bids of orders', async () => {
    const lost = { ...sample.bid, id: { ...sample.bidId, bseq: 1 }, state: 'lost' as const }
    await store.commit(commitAt(1, { records: seenAt(1, [sample.bid, lost]) }))
    expect(await store.openBids([refOf(sample.order).key])).toEqual(seenAt(1, [sample.bid]))
    expect(await store.openBids([])).toEqual([])
    expect(await store.load([])).toEqual([])
  })

  it('scans a kind piece by piece in key order, in the states asked for', async () => {
    const leases = Array.from({ length: 2500 }, (_, n) => ({
      ...sample.lease,
      id: { ...sample.bidId, dseq: BigInt(n) },
    }))
    await store.commit(commitAt(1, { records: seenAt(1, [...leases, sample.providerRecord]) }))
    const found: string[] = []
    for await (const piece of store.scan('lease', ['active']))
      found.push(...piece.map((k) => refOf(k.record).key))
    expect(found).toEqual(leases.map((lease) => refOf(lease).key).sort())
    for await (const _ of store.scan('lease', ['closed'])) expect.unreachable()
    const providers = []
    for await (const piece of store.scan('provider', null)) providers.push(...piece)
    expect(providers).toHaveLength(1)
  })
})
