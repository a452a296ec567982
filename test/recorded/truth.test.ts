import { beforeAll, describe, expect, it } from 'vitest'
import { type Charge, paidUntil } from '#domain/escrow.ts'
import { deploymentKey } from '#domain/ids.ts'
import type { Escrow, Lease } from '#domain/record.ts'
import { recordKey, refOf } from '#domain/record.ts'
import { hashTables } from '#store/hash-tables.ts'
import { createIndexDatabase } from './database.ts'
import { indexRecording, type RecordedNode, startRecordedNode } from './indexing.ts'
import { readEscrow, readTruth } from './truth.ts'

const SCENARIO = 'scenario-a'
const TIP = 412

/** Starts when the chain is at `start`, then lets it grow to its end; answers what is in the database. */
async function indexFrom(start: number, batch: number) {
  const node: RecordedNode = await startRecordedNode(SCENARIO)
  const database = await createIndexDatabase(node.chain.chainId)
  try {
    node.chain.setTip(start)
    const failures = await indexRecording(node, database, { batch })
    node.chain.setTip(TIP)
    failures.push(...(await indexRecording(node, database, { batch })))
    const truth = readTruth(SCENARIO)
    const stored = (await database.store.load(truth.map(refOf))).map(({ record }) => record)
    const found = await database.store.load(readEscrow(SCENARIO).map(refOf))
    const escrow = found.flatMap(({ record }) => (record.kind === 'escrow' ? [record] : []))
    const { tables } = await hashTables(database.sql)
    const [counts] = await database.sql`
      select (select count(*) from lease) as leases, (select count(*) from bid) as bids, (select count(*) from market_order) as orders,
        (select count(*) from deployment) as deployments, (select count(*) from provider) as providers`
    const feed =
      await database.sql`select kind, subject, height, before, after from change order by height, kind, subject`
    return { failures, truth, stored, escrow, tables, counts, feed: [...feed] }
  } finally {
    await database.close()
    await node.close()
  }
}

/** Deployment → the last block that its account pays for. */
function lastingOf(accounts: readonly Escrow[], leases: readonly Lease[]): Map<string, bigint | null> {
  const charges = (key: string): Charge[] => leases.filter(({ id }) => deploymentKey(id) === key)
  return new Map(accounts.map((one) => [recordKey(one), paidUntil(one, charges(recordKey(one)))]))
}

const sorted = (records: readonly object[]) => records.map((record) => JSON.stringify(record, text)).sort()
const text = (_key: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)

describe('the database after indexing a real node', () => {
  let reference: Awaited<ReturnType<typeof indexFrom>>
  beforeAll(async () => {
    reference = await indexFrom(TIP, 50)
  })

  it('holds what the official client says, field by field', () => {
    expect(reference.failures).toEqual([])
    expect(reference.truth.length).toBeGreaterThan(150)
    expect(sorted(reference.stored)).toEqual(sorted(reference.truth))
  })

  it('holds the escrow accounts as it says, to the last coin, and those that ran dry', () => {
    expect(sorted(reference.escrow)).toEqual(sorted(readEscrow(SCENARIO)))
    expect(reference.escrow.filter(({ state }) => state === 'overdrawn')).toHaveLength(9)
  })

  it('tells from accounts that were read when they were opened how long they last by now', async () => {
    const early = await indexFrom(1, 1)
    const fresh = readEscrow(SCENARIO)
    expect(sorted(early.escrow)).not.toEqual(sorted(fresh))
    const leases = early.truth.filter((record) => record.kind === 'lease')
    const running = [...lastingOf(fresh, leases)].filter(([, until]) => until !== null)
    expect(running.length).toBeGreaterThan(10)
    expect([...lastingOf(early.escrow, leases)]).toEqual(expect.arrayContaining(running))
  })

  it('holds nothing more', () => {
    expect(reference.counts).toEqual({ leases: 34, bids: 44, orders: 42, deployments: 31, providers: 3 })
  })

  it.each([1, 206, 412].flatMap((start) => [1, 7, 50, 200].map((batch) => ({ start, batch }))))(
    'is the same from height $start in batches of $batch',
    async ({ start, batch }) => {
      const found = await indexFrom(start, batch)
      expect(found.failures).toEqual([])
      expect(sorted(found.stored)).toEqual(sorted(found.truth))
      expect(found.tables).toEqual(reference.tables)
    },
  )

  it('tells the same news whatever the batch', async () => {
    const [ones, many] = [await indexFrom(1, 1), await indexFrom(1, 200)]
    expect(ones.feed.length).toBeGreaterThan(200)
    expect(many.feed).toEqual(ones.feed)
  })
})
