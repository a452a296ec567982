import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refText } from '#domain/record.ts'
import { systemClock } from '#platform/clock.ts'
import type { Known } from '#projector/ports.ts'
import { repairCommit } from '#projector/repair.ts'
import { verify } from '#projector/verify.ts'
import { hashTables } from '#store/hash-tables.ts'
import { createIndexDatabase, type IndexDatabase } from './database.ts'
import { indexRecording, type RecordedNode, startRecordedNode } from './indexing.ts'

const LEASE =
  'akash15lg5cnul9qq6qhsjph8z3l955rgeadzap92l2n/1004/1/1/akash1ceu9pumjpmptkcpzs5cz22dlvl7c8m83kp82yf/0'
let node: RecordedNode
let database: IndexDatabase
let clean: Readonly<Record<string, string>>

beforeAll(async () => {
  node = await startRecordedNode('scenario-a')
  database = await createIndexDatabase(node.chain.chainId)
  await indexRecording(node, database)
  clean = (await hashTables(database.sql)).tables
})
afterAll(async () => {
  await database.close()
  await node.close()
})

const signal = AbortSignal.timeout(60_000)
const ports = () => ({ source: node.source, store: database.store, clock: systemClock })
const drifts = () => verify(ports(), { scope: 'all' }, signal)

async function movedFacts() {
  const facts: Known[] = []
  const found = await verify(ports(), { scope: 'all', moved: (some) => facts.push(...some) }, signal)
  return { drifts: found, facts }
}

async function repair(found: Awaited<ReturnType<typeof drifts>>) {
  const cursor = await database.store.cursor()
  if (cursor === null) throw new TypeError('nothing was indexed')
  const commit = await repairCommit(ports(), { cursor, latestHeight: cursor.height, drifts: found }, signal)
  await database.store.commit(commit)
  return commit
}

describe('verify', () => {
  it('finds no drift after indexing', async () => expect(await drifts()).toEqual([]))

  it.each([
    ['a price', `lease ${LEASE}`, `update lease set price_amount = 11 where key = '${LEASE}'`],
    ['a lost lease', `lease ${LEASE}`, `delete from lease where key = '${LEASE}'`],
    ['a close reason', 'lease ', `update lease set close_reason = 'unknown' where close_reason = 'unstable'`],
    ['a bid', 'bid ', `update bid set state = 'open' where state = 'lost'`],
    ['an order', 'order ', `update market_order set state = 'closed' where state = 'open'`],
    ['a group', 'group ', `update deployment_group set state = 'closed' where state = 'insufficient_funds'`],
    ['a deployment', 'deployment ', `update deployment set hash = 'aa' where state = 'closed'`],
    ['a provider', 'provider ', `update provider set host_uri = 'https://evil.example.net'`],
    ['audits', 'audits ', 'delete from provider_audit'],
    [
      'an invented record',
      'order akash15lg5cnul9qq6qhsjph8z3l955rgeadzap92l2n/999/1/1',
      `insert into market_order (owner, dseq, gseq, oseq, state, created_height, seen_height, seen_source)
        select owner, 999, gseq, oseq, state, created_height, seen_height, seen_source from market_order
        where owner = 'akash15lg5cnul9qq6qhsjph8z3l955rgeadzap92l2n' and gseq = 1 and oseq = 1 limit 1`,
    ],
  ])('names %s that was changed by hand, and mends it', async (name, ref, change) => {
    await database.sql.unsafe(change)
    const found = await drifts()
    expect(found.length).toBeGreaterThan(0)
    expect(found.every((drift) => refText(drift.ref).startsWith(ref))).toBe(true)
    const commit = await repair(found)
    // What the feed told stays told; only a price may move without an event.
    expect(commit.changes.map((change) => change.kind)).toEqual(
      name === 'a price' ? ['LEASE_PRICE_CHANGED'] : [],
    )
    expect(await drifts()).toEqual([])
    expect((await hashTables(database.sql)).tables).toEqual(clean)
  })

  it('finds escrow accounts that moved, which is no drift and no news, and refreshes them', async () => {
    const escrows = () => database.sql`select * from deployment_escrow order by key`
    const fresh = [...(await escrows())]
    await database.sql`update deployment_escrow set funds = '[]', settled_height = 1 where state <> 'open'`
    await database.sql`delete from deployment_escrow where state = 'open'`
    const { drifts, facts } = await movedFacts()
    expect(drifts).toEqual([])
    expect(facts).toHaveLength(fresh.length)
    const cursor = await database.store.cursor()
    if (cursor === null) throw new TypeError('nothing was indexed')
    const input = { cursor, latestHeight: cursor.height, drifts, moved: facts }
    const commit = await repairCommit(ports(), input, signal)
    expect(commit.changes).toEqual([])
    await database.store.commit(commit)
    expect([...(await escrows())]).toEqual(fresh)
    expect(await movedFacts()).toEqual({ drifts: [], facts: [] })
  })

  it('takes the escrow account away with a deployment that the chain does not have', async () => {
    await database.sql`insert into deployment (owner, dseq, state, hash, created_height, seen_height, seen_source)
      select owner, 999, state, hash, created_height, seen_height, seen_source from deployment limit 1`
    await database.sql`insert into deployment_escrow (owner, dseq, state, settled_height, funds, seen_height, seen_source)
      select owner, dseq, 'open', 1, '[]', seen_height, seen_source from deployment where dseq = 999`
    const commit = await repair(await drifts())
    expect(commit.removed.map(({ kind }) => kind)).toEqual(['deployment', 'escrow'])
    const [row] = await database.sql`select count(*)::int as left from deployment_escrow where dseq = 999`
    expect(row?.left).toBe(0)
  })
})
