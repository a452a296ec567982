import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChainRecord } from '#domain/record.ts'
import { hashTables } from './hash-tables.ts'
import type { Store } from './store.ts'
import { createStore } from './store.ts'
import type { MigratedDatabase } from './test-database.ts'
import { openTestDatabase } from './test-database.ts'
import { bidId, commitAt, escrow, everything, group, lease, providerRecord, seenAt } from './test-records.ts'

let database: MigratedDatabase
let store: Store
beforeEach(async () => {
  database = await openTestDatabase()
  store = createStore({ sql: database.sql, chainId: 'test-1', epoch: 0 })
})
afterEach(() => database.close())

const tables = async () => (await hashTables(database.sql)).tables
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

describe('the hash of the tables', () => {
  it('names every table of chain records and the height', async () => {
    expect(await hashTables(database.sql)).toEqual({
      height: null,
      tables: {
        deployment: EMPTY,
        deployment_group: EMPTY,
        market_order: EMPTY,
        bid: EMPTY,
        lease: EMPTY,
        provider: EMPTY,
        provider_audit: EMPTY,
      },
    })
    await store.commit(commitAt(1))
    expect((await hashTables(database.sql)).height).toBe(1)
  })

  it('is the same however and in whatever order the facts came', async () => {
    await store.commit(commitAt(1, { records: seenAt(1, everything) }))
    const first = await tables()
    await database.sql`truncate deployment, deployment_group, market_order, bid, lease, provider, provider_audit`
    const cheaper = { ...lease, price: { denom: 'uakt', amount: '1' } }
    await store.commit(commitAt(2, { records: seenAt(1, [cheaper]) }))
    const backwards = [...everything].reverse().map((record) => ({
      record,
      evidence: { source: 'event', height: 9 } as const,
    }))
    const created = {
      kind: 'PROVIDER_CREATED',
      subject: providerRecord.address,
      height: 2,
      before: null,
      after: null,
    } as const
    await store.commit(commitAt(3, { records: backwards, changes: [created] }))
    expect(await tables()).toEqual(first)
  })

  it('leaves out what moves without an event', async () => {
    await store.commit(commitAt(1, { records: seenAt(1, everything) }))
    const first = await tables()
    await store.commit(commitAt(2, { records: seenAt(2, [{ ...escrow, settledHeight: 99 }]) }))
    expect(await tables()).toEqual(first)
  })

  it('tells one fact from another, and more than a piece of rows', async () => {
    const many: ChainRecord[] = Array.from({ length: 2500 }, (_, n) => ({
      ...lease,
      id: { ...bidId, dseq: BigInt(n) },
    }))
    await store.commit(commitAt(1, { records: seenAt(1, [...many, group]) }))
    const first = await tables()
    await database.sql`update lease set bseq = 1 where dseq = 2400`
    const second = await tables()
    expect(second.lease).not.toBe(first.lease)
    expect(second.deployment_group).toBe(first.deployment_group)
    await database.sql`update deployment_group set endpoints = endpoints - 0`
    expect((await tables()).deployment_group).not.toBe(first.deployment_group)
  })
})
