import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChainRecord, Escrow } from '#domain/record.ts'
import { commit } from '#store/commit.ts'
import type { Cursor } from '#store/commit-input.ts'
import * as test from '#store/test-records.ts'
import { CHAIN_ID, openTestGateway, type TestGateway } from '../test-gateway.ts'

const { owner, provider } = test
const HEAD = 1000
let gateway: TestGateway
let cursor: Cursor

/** Ten minutes after the head is read: the rate is six seconds per block. */
beforeAll(async () => {
  gateway = await openTestGateway()
  cursor = { ...test.cursorAt(HEAD), activeComplete: false }
  const anchor = { height: HEAD - 100, hash: test.hashAt(1), time: test.cursorAt(HEAD - 100).time }
  const parts = { cursor, expected: null, blocks: [anchor], records: test.seenAt(900, records) }
  await write(parts)
})
afterAll(() => gateway.end())

const write = (parts: Partial<ReturnType<typeof test.commitAt>>) =>
  commit(gateway.database.sql, test.commitAt(HEAD, parts), { chainId: CHAIN_ID, epoch: 0 })

interface Story {
  readonly dseq: bigint
  readonly escrow?: Partial<Escrow>
  readonly state?: 'active' | 'closed'
  /** Created, closed, amount per block, denom. */
  readonly leases?: readonly (readonly [number, number | null, string, string?])[]
}

const stories: readonly Story[] = [
  {
    dseq: 1n,
    leases: [
      [900, null, '10'],
      [900, null, '2.5'],
      [900, null, '0.25', 'uakt'],
    ],
  },
  { dseq: 2n, leases: [] },
  { dseq: 3n, escrow: { state: 'overdrawn', funds: [{ denom: 'uact', amount: '-1.5' }] }, state: 'closed' },
  { dseq: 4n, state: 'closed', leases: [[900, 950, '10']] },
  {
    dseq: 5n,
    leases: [
      [910, 940, '10'],
      [960, null, '20'],
    ],
  },
  { dseq: 6n, escrow: { funds: [{ denom: 'uact', amount: '400' }] }, leases: [[880, null, '8']] },
  {
    dseq: 7n,
    escrow: { funds: [{ denom: 'uact', amount: '4' }] },
    leases: [
      [910, null, '10'],
      [950, null, '1'],
    ],
  },
  { dseq: 8n, leases: [[900, null, '0.000000000000000001']] },
  { dseq: 9n, leases: [[900, null, '0.00000001']] },
]

const records = stories.flatMap(({ dseq, escrow = {}, state = 'active', leases = [] }): ChainRecord[] => [
  { ...test.deployment, id: { owner, dseq }, state, closedHeight: state === 'closed' ? 950 : null },
  {
    kind: 'escrow',
    id: { owner, dseq },
    state: 'open',
    settledHeight: 900,
    funds: [
      { denom: 'uact', amount: '5000' },
      { denom: 'uakt', amount: '1000' },
    ],
    ...escrow,
  },
  ...leases.map(
    ([createdHeight, closedHeight, amount, denom = 'uact'], index): ChainRecord => ({
      ...test.lease,
      id: { owner, dseq, gseq: index + 1, oseq: 1, provider, bseq: 0 },
      state: closedHeight === null ? 'active' : 'closed',
      price: { denom, amount },
      createdHeight,
      closedHeight,
      closeReason: closedHeight === null ? null : 'owner',
    }),
  ),
])

async function escrow(dseq: number) {
  const { data, errors } = await gateway.ask(`{ deployment(owner: "${owner}", dseq: ${dseq}) { escrow {
    state funds { denom amount } settledHeight spending { denom amount perMonth } lastsUntilHeight lastsUntil
    evidence { source height } } } }`)
  expect(errors).toBeUndefined()
  return data.deployment.escrow
}

const timeOf = (height: number) => test.cursorAt(height).time.toISOString()

describe('the escrow of a deployment', () => {
  it('is unknown while not all leases have been read', async () => {
    expect(await escrow(1)).toBeNull()
    cursor = { ...cursor, activeComplete: true }
    await write({ cursor, expected: { height: HEAD, hash: test.hashAt(HEAD) } })
  })

  it('tells what it holds, what is spent and how long it lasts', async () => {
    expect(await escrow(1)).toEqual({
      state: 'OPEN',
      funds: [
        { denom: 'uact', amount: '5000' },
        { denom: 'uakt', amount: '1000' },
      ],
      settledHeight: '900',
      spending: [
        { denom: 'uact', amount: '12.5', perMonth: '5478750' },
        { denom: 'uakt', amount: '0.25', perMonth: '109575' },
      ],
      lastsUntilHeight: '1300',
      lastsUntil: timeOf(1300),
      evidence: { source: 'CHAIN_STATE', height: '900' },
    })
  })

  it('lasts for no known time where nothing is spent or it is not open', async () => {
    expect(await escrow(2)).toMatchObject({ spending: [], lastsUntilHeight: null, lastsUntil: null })
    expect(await escrow(3)).toMatchObject({
      state: 'OVERDRAWN',
      funds: [{ denom: 'uact', amount: '-1.5' }],
      lastsUntilHeight: null,
    })
  })

  it('is unknown where its deployment was closed after it was read', async () => {
    expect(await escrow(4)).toBeNull()
  })

  it('counts leases that came and went since', async () => {
    // 30 blocks at 10, then 4700 at 20 from block 960 on.
    expect(await escrow(5)).toMatchObject({
      spending: [{ denom: 'uact', amount: '20' }],
      lastsUntilHeight: '1195',
      lastsUntil: timeOf(1195),
    })
  })

  it('may have ended in the past, at a known time where that is known', async () => {
    expect(await escrow(6)).toMatchObject({ lastsUntilHeight: '950', lastsUntil: timeOf(950) })
    const time = new Date('2023-11-15T00:00:00.123Z')
    const expected = { height: HEAD, hash: test.hashAt(HEAD) }
    await write({ cursor, expected, blocks: [{ height: 950, hash: test.hashAt(950), time }] })
    expect(await escrow(6)).toMatchObject({ lastsUntil: time.toISOString() })
  })

  it('does not guess where there must have been a deposit', async () => {
    expect(await escrow(7)).toMatchObject({ lastsUntilHeight: null, lastsUntil: null })
  })

  it('names no height beyond 2^64, and no time after the year 9999', async () => {
    expect(await escrow(8)).toMatchObject({ lastsUntilHeight: null, lastsUntil: null })
    expect(await escrow(9)).toMatchObject({ lastsUntilHeight: '500000000900', lastsUntil: null })
  })

  it('costs two statements for any number of deployments', async () => {
    const before = gateway.statements.length
    const asked = stories.map(
      ({ dseq }) => `d${dseq}: deployment(owner: "${owner}", dseq: "${dseq}") {
      escrow { funds { denom } spending { denom } lastsUntilHeight } }`,
    )
    expect((await gateway.ask(`{ ${asked.join(' ')} }`)).errors).toBeUndefined()
    const sent = gateway.statements.slice(before)
    expect(sent.filter((text) => text.includes('deployment_escrow'))).toHaveLength(2)
  })
})
