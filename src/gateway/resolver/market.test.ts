import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bid, ChainRecord, Group, Lease, Order } from '#domain/record.ts'
import { commit } from '#store/commit.ts'
import { testAddress } from '#store/query/test-leases.ts'
import * as test from '#store/test-records.ts'
import {
  CHAIN_ID,
  countStatements,
  openTestGateway,
  type TestGateway,
  withoutFastPath,
} from '../test-gateway.ts'

const DEPLOYMENTS = 12
const GROUPS = 3
const ORDERS = 2
const providers = Array.from({ length: 4 }, (_, n) => testAddress(7, n)).sort()
const { owner } = test

interface OrderNumbers {
  readonly dseq: number
  readonly gseq: number
  readonly oseq: number
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1)
const orderNumbers = numbers(DEPLOYMENTS).flatMap((dseq) =>
  numbers(GROUPS).flatMap((gseq) => numbers(ORDERS).map((oseq) => ({ dseq, gseq, oseq }))),
)

const idOf = ({ dseq, gseq, oseq }: OrderNumbers) => ({ owner, dseq: BigInt(dseq), gseq, oseq })
/** Of every deployment, the first order of a group is over and has a lease, the second is open. */
const orderOf = (at: OrderNumbers): Order => ({
  ...test.order,
  id: idOf(at),
  state: at.oseq === 1 ? 'closed' : 'open',
  createdHeight: 10 + at.oseq,
})
const bidsOf = (at: OrderNumbers): Bid[] =>
  providers.map((provider, n) => ({
    ...test.bid,
    id: { ...idOf(at), provider, bseq: n % 2 },
    state: (['open', 'closed', 'lost', 'open'] as const)[n] ?? 'open',
  }))
const leasesOf = (at: OrderNumbers): Lease[] =>
  at.oseq !== 1
    ? []
    : [
        { ...test.closedLease, id: { ...idOf(at), provider: providers[0] ?? '', bseq: 0 } },
        { ...test.lease, id: { ...idOf(at), provider: providers[3] ?? '', bseq: 1 }, createdHeight: 13 },
      ]
const groupsOf = (dseq: number): Group[] =>
  numbers(GROUPS).map((gseq) => ({ ...test.group, id: { owner, dseq: BigInt(dseq), gseq } }))

const records: ChainRecord[] = [
  ...numbers(DEPLOYMENTS).map((dseq) => ({ ...test.deployment, id: { owner, dseq: BigInt(dseq) } })),
  ...numbers(DEPLOYMENTS).flatMap(groupsOf),
  ...orderNumbers.flatMap((at) => [orderOf(at), ...bidsOf(at), ...leasesOf(at)]),
  // Nobody has read its order, its group or its deployment yet.
  { ...test.lease, id: { ...test.bidId, dseq: 99n } },
]

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
  const blocks = [11, 12, 20].map((height) => ({
    height,
    hash: test.hashAt(height),
    time: new Date(1_700_000_000_000 + height * 6000),
  }))
  const cursor = { ...test.cursorAt(1), height: 100 }
  const input = test.commitAt(1, { cursor, records: test.seenAt(1, records), blocks })
  await commit(gateway.database.sql, input, { chainId: CHAIN_ID, epoch: 0 })
  const closed = test.commitAt(1, {
    expected: { height: 100, hash: test.hashAt(1) },
    cursor: { ...cursor, height: 101 },
    records: [
      {
        record: { ...test.deployment, id: { owner, dseq: 2n }, state: 'closed', closedHeight: 20 },
        evidence: { source: 'event', height: 20 },
      },
    ],
  })
  await commit(gateway.database.sql, closed, { chainId: CHAIN_ID, epoch: 0 })
})
afterAll(() => gateway.end())

const deployment = (dseq: number, fields: string) =>
  gateway.ask(`{ deployment(owner: "${owner}", dseq: ${dseq}) { ${fields} } }`)

describe('a deployment', () => {
  it('has as many groups, orders and bids as asked for, and says how many there are', async () => {
    const { data, errors } = await deployment(
      1,
      `groupCount groups(first: 2) { gseq orderCount orders(first: 1) { oseq bidCount bids(first: 3) { providerAddress bseq } } }
       all: groups { gseq orders { oseq bids { bseq } } } none: groups(first: 0) { gseq }`,
    )
    expect(errors).toBeUndefined()
    const bids = providers.slice(0, 3).map((providerAddress, n) => ({ providerAddress, bseq: n % 2 }))
    const orders = [{ oseq: 1, bidCount: 4, bids }]
    expect(data.deployment).toEqual({
      groupCount: 3,
      groups: [1, 2].map((gseq) => ({ gseq, orderCount: 2, orders })),
      all: [1, 2, 3].map((gseq) => ({
        gseq,
        orders: [1, 2].map((oseq) => ({ oseq, bids: [0, 1, 0, 1].map((bseq) => ({ bseq })) })),
      })),
      none: [],
    })
  })

  it('says when it closed and how that is known', async () => {
    const fields = 'closedHeight closedAt evidence { source height observedAt }'
    expect((await deployment(2, fields)).data.deployment).toEqual({
      closedHeight: '20',
      closedAt: '2023-11-14T22:15:20.000Z',
      evidence: { source: 'CHAIN_EVENT', height: '20', observedAt: '2023-11-14T22:15:20.000Z' },
    })
    expect((await deployment(1, fields)).data.deployment).toEqual({
      closedHeight: null,
      closedAt: null,
      evidence: { source: 'CHAIN_STATE', height: '1', observedAt: null },
    })
  })

  it.each([
    ['groups(first: 101) { gseq }', 101],
    ['groups { orders(first: -1) { oseq } }', -1],
    ['groups { orders { bids(first: 1000) { bseq } } }', 1000],
  ])('refuses %s', async (fields, value) => {
    const { errors } = await deployment(1, fields)
    expect(errors?.[0]?.message).toBe(`argument "first": ${value} is not from 0 to 100`)
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })
})

describe('an order', () => {
  it('knows its group, its lease and when it was created; its bids know what became of them', async () => {
    const { data, errors } = await deployment(
      1,
      `groups(first: 1) { deployment { dseq } orders { oseq createdAt group { gseq deployment { dseq } }
         lease { providerAddress createdHeight } bids { state outcome } } }`,
    )
    expect(errors).toBeUndefined()
    const states = ['OPEN', 'CLOSED', 'LOST', 'OPEN']
    const bids = (outcomes: readonly string[]) =>
      outcomes.map((outcome, n) => ({ state: states[n], outcome }))
    const group = { gseq: 1, deployment: { dseq: '1' } }
    expect(data.deployment.groups).toEqual([
      {
        deployment: { dseq: '1' },
        orders: [
          {
            oseq: 1,
            createdAt: '2023-11-14T22:14:26.000Z',
            group,
            lease: { providerAddress: providers[3], createdHeight: '13' },
            bids: bids(['WON', 'LOST', 'LOST', 'WON']),
          },
          {
            oseq: 2,
            createdAt: '2023-11-14T22:14:32.000Z',
            group,
            lease: null,
            bids: bids(['WAITING', 'WITHDRAWN', 'LOST', 'WAITING']),
          },
        ],
      },
    ])
  })

  it('takes the same number of statements however many there are', async () => {
    const all = `deployment { groupCount closedAt evidence { observedAt } groups(first: 2) { orderCount deployment { dseq }
      orders(first: 2) { bidCount createdAt group { gseq deployment { dseq } } lease { oseq } bids(first: 2) { outcome provider { address } } } } }`
    const check = async (asked: TestGateway, first: number) => {
      const { data, errors } = await asked.ask(`{ leases(first: ${first}) { nodes { ${all} } } }`)
      expect(errors).toBeUndefined()
      expect(data.leases.nodes).toHaveLength(first)
    }
    const count = (asked: TestGateway, first: number) => countStatements(asked, () => check(asked, first))
    await withoutFastPath(gateway, async (resolving) => {
      await count(resolving, 1)
      const one = await count(resolving, 2)
      expect(one).toBeLessThanOrEqual(19)
      expect(await count(resolving, 70)).toBeLessThanOrEqual(one + 1)
    })
    expect(await count(gateway, 70)).toBe(1)
  })
})
