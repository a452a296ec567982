import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertTestLeases, owners, providers } from '#store/query/test-leases.ts'
import { openTestGateway, type TestGateway } from '../test-gateway.ts'

const COUNT = 1000
const HEIGHTS = 200

/** What the tests look at in a lease. */
interface Seen {
  readonly dseq: string
  readonly owner: string
  readonly providerAddress: string
  readonly state: string
  readonly closeReason: string | null
  readonly createdHeight: string
  readonly closedHeight: string | null
  readonly ipEndpointCount: number | null
  readonly currentPrice: { readonly amount: string }
}

const fields = `dseq owner providerAddress state closeReason createdHeight closedHeight ipEndpointCount currentPrice { amount }`
const walk = `query ($filter: LeaseFilter, $order: LeaseOrder, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  leases(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    nodes { ${fields} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
  await insertTestLeases(gateway.database.sql, { from: 1, to: COUNT, heights: HEIGHTS })
})
afterAll(() => gateway.end())

/** Walks a list to its end; `meanwhile` runs between two pages. */
async function walked(
  question: { readonly filter: object; readonly order: string; readonly backward: boolean },
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<Seen[]> {
  const { filter, order, backward } = question
  const seen: Seen[] = []
  let cursor: string | null = null
  for (;;) {
    const page = backward ? { last: 97, before: cursor } : { first: 97, after: cursor }
    const { data, errors } = await gateway.ask(walk, { filter, order, ...page })
    expect(errors).toBeUndefined()
    const { nodes, pageInfo } = data.leases
    if (backward) seen.unshift(...nodes)
    else seen.push(...nodes)
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return seen
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor
    await meanwhile()
  }
}

type Rank = (lease: Seen) => number
const orders: Readonly<Record<string, Rank>> = {
  CREATED_DESC: (lease) => -Number(lease.createdHeight),
  CREATED_ASC: (lease) => Number(lease.createdHeight),
  CLOSED_DESC: (lease) => -Number(lease.closedHeight ?? 0),
  PRICE_DESC: (lease) => -Number(lease.currentPrice.amount),
}

const isSorted = (leases: readonly Seen[], rank: Rank) =>
  leases.every((lease, at) => at === 0 || rank(leases[at - 1] ?? lease) <= rank(lease))

const filters: readonly (readonly [object, (lease: Seen) => boolean])[] = [
  [{}, () => true],
  [{ owner: owners[3] }, (lease) => lease.owner === owners[3]],
  [{ provider: providers[3] }, (lease) => lease.providerAddress === providers[3]],
  [{ dseq: '17' }, (lease) => lease.dseq === '17'],
  [{ states: ['ACTIVE', 'RECLAIMING'] }, (lease) => ['ACTIVE', 'RECLAIMING'].includes(lease.state)],
  [{ states: ['CLOSED'] }, (lease) => lease.state === 'CLOSED'],
  [{ states: [] }, () => false],
  [
    { closeReasons: ['UNSTABLE', 'INSUFFICIENT_FUNDS'] },
    (lease) => /UNSTABLE|INSUFF/.test(lease.closeReason ?? ''),
  ],
  [{ hasIpEndpoints: true }, (lease) => (lease.ipEndpointCount ?? 0) > 0],
  [{ hasIpEndpoints: false }, (lease) => lease.ipEndpointCount === 0],
  [
    { createdAfterHeight: 50, createdBeforeHeight: '150' },
    (lease) => Math.abs(Number(lease.createdHeight) - 100) < 50,
  ],
  [{ createdAfterHeight: '18446744073709551615' }, () => false],
  [
    { owner: owners[3], states: ['CLOSED'], hasIpEndpoints: false },
    (lease) => lease.owner === owners[3] && lease.state === 'CLOSED' && lease.ipEndpointCount === 0,
  ],
]

const dseqs = (leases: readonly Seen[]) => leases.map((lease) => Number(lease.dseq)).sort((a, b) => a - b)

describe('leases', () => {
  for (const [order, rank] of Object.entries(orders))
    it(`are listed by ${order}, the same in both directions, for every filter`, async () => {
      const everything = await walked({ filter: {}, order, backward: false })
      expect(dseqs(everything)).toEqual(Array.from({ length: COUNT }, (_, n) => n + 1))
      for (const [filter, meets] of filters) {
        const forward = await walked({ filter, order, backward: false })
        expect(isSorted(forward, rank), JSON.stringify(filter)).toBe(true)
        expect(forward).toEqual(everything.filter(meets))
        expect(await walked({ filter, order, backward: true })).toEqual(forward)
        const { data } = await gateway.ask(`query ($f: LeaseFilter) { leases(filter: $f) { totalCount } }`, {
          f: filter,
        })
        expect(data.leases.totalCount).toBe(forward.length)
      }
    })

  for (const order of Object.keys(orders))
    for (const backward of [false, true])
      it(`keep their places by ${order} ${backward ? 'backward' : 'forward'} while others come in`, async () => {
        const [row] = await gateway.database.sql<{ max: number }[]>`select max(dseq)::int8 as max from lease`
        const max = row?.max ?? 0
        let from = max + 1
        const before = await walked({ filter: {}, order, backward: false })
        const seen = await walked({ filter: {}, order, backward }, async () => {
          await insertTestLeases(gateway.database.sql, { from, to: from + 9, heights: HEIGHTS })
          from += 10
        })
        expect(new Set(dseqs(seen)).size).toBe(seen.length)
        const old = seen.filter((lease) => Number(lease.dseq) <= max)
        expect(old).toEqual(before)
        expect(isSorted(seen, orders[order] ?? (() => 0))).toBe(true)
        await gateway.database.sql`delete from lease where dseq > ${COUNT}`
      })

  it('refuse cursors of another filter or order, and say so', async () => {
    const { data } = await gateway.ask(`{ leases(first: 1) { pageInfo { endCursor } } }`)
    const after = data.leases.pageInfo.endCursor
    const refused = async (args: string) => {
      const { errors } = await gateway.ask(`{ leases(first: 1, after: "${after}", ${args}) { totalCount } }`)
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
      return errors?.[0]?.message
    }
    expect(await refused('filter: { dseq: 5 }')).toMatch(
      /argument "after": .* is a cursor of leases with another filter/,
    )
    expect(await refused('orderBy: PRICE_DESC')).toMatch(
      /is a cursor of another list \("leases" by "CREATED_DESC"\), not of leases by PRICE_DESC/,
    )
  })
})
