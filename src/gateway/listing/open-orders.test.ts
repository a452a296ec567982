import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { owners, testAddress } from '#store/query/test-leases.ts'
import { countStatements, openTestGateway, type TestGateway, withoutFastPath } from '../test-gateway.ts'

const COUNT = 300

/** An order of the test, and what is true of it; `ips` null: its group has not been read. */
interface Made {
  readonly n: number
  readonly owner: string
  readonly created: number
  readonly isOpen: boolean
  readonly bid: string | null
  readonly ips: number | null
}

const make = (n: number): Made => ({
  n,
  owner: owners[n % 7] ?? '',
  created: 1 + ((n * 37) % 50),
  isOpen: n % 5 !== 0,
  bid: ['open', null, 'closed', 'lost'][n % 4] ?? null,
  ips: [0, 2, null][n % 3] ?? null,
})
const keyOf = ({ owner, n }: Made) => `${owner}/${n}/1/1`
const newestFirst = (a: Made, b: Made) => b.created - a.created || (keyOf(a) < keyOf(b) ? 1 : -1)

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
  for (let n = 1; n <= COUNT; n++) await insert(make(n))
})
afterAll(() => gateway.end())

async function insert({ n, owner, created, isOpen, bid, ips }: Made): Promise<void> {
  const { sql } = gateway.database
  await sql`insert into market_order (owner, dseq, gseq, oseq, state, created_height, seen_height, seen_source)
    values (${owner}, ${n}, 1, 1, ${isOpen ? 'open' : 'active'}, ${created}, 1, 'state')`
  if (bid !== null)
    await sql`insert into bid (owner, dseq, gseq, oseq, provider, bseq, state, price_denom, price_amount, created_height, seen_height, seen_source)
      values (${owner}, ${n}, 1, 1, ${testAddress(8, 1)}, 0, ${bid}, 'uact', 1, 1, 1, 'state')`
  const endpoints = JSON.stringify(ips === 0 ? [] : [{ kind: 'LEASED_IP', resource: 0, sequenceNumber: 1 }])
  if (ips !== null)
    await sql`insert into deployment_group (owner, dseq, gseq, state, name, created_height, endpoints, ip_sequence_numbers, seen_height, seen_source)
      values (${owner}, ${n}, 1, 'open', 'g', 1, ${endpoints}::text::jsonb, ${ips === 0 ? [] : [1, 2]}::int8[], 1, 'state')`
}

const query = `query ($filter: OpenOrderFilter, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  openOrders(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    totalCount edges { cursor node { oseq } } nodes { group { deployment { dseq } } createdHeight state }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`

/** The heights and cursors of a walk to the end. */
async function walked(filter: object, backward: boolean, meanwhile = async () => undefined as unknown) {
  const heights: number[] = []
  const cursors: string[] = []
  let cursor: string | null = null
  for (;;) {
    const page = backward ? { last: 13, before: cursor } : { first: 13, after: cursor }
    const { data, errors } = await gateway.ask(query, { filter, ...page })
    expect(errors).toBeUndefined()
    const { edges, nodes, pageInfo } = data.openOrders
    heights.splice(
      backward ? 0 : heights.length,
      0,
      ...nodes.map((node: { createdHeight: string }) => Number(node.createdHeight)),
    )
    cursors.splice(backward ? 0 : cursors.length, 0, ...edges.map((edge: { cursor: string }) => edge.cursor))
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage))
      return { heights, keys: cursors.map(keyIn), total: data.openOrders.totalCount }
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor
    await meanwhile()
  }
}

/** The order that a cursor stands for. */
const keyIn = (cursor: string): string => JSON.parse(Buffer.from(cursor, 'base64url').toString())[4]

const filters: readonly (readonly [object, (order: Made) => boolean])[] = [
  [{}, () => true],
  [{ owner: owners[3] }, (order) => order.owner === owners[3]],
  [{ hasBids: true }, (order) => order.bid === 'open'],
  [{ hasBids: false }, (order) => order.bid !== 'open'],
  [{ wantsIps: true }, (order) => (order.ips ?? 0) > 0],
  [{ wantsIps: false }, (order) => order.ips === 0],
  [
    { wantsIps: true, hasBids: false, owner: owners[2] },
    (order) => (order.ips ?? 0) > 0 && order.bid !== 'open' && order.owner === owners[2],
  ],
]

const wantedKeys = (meets: (order: Made) => boolean) =>
  Array.from({ length: COUNT }, (_, at) => make(at + 1))
    .filter((order) => order.isOpen && meets(order))
    .sort(newestFirst)
    .map(keyOf)

describe('open orders', () => {
  it.each(filters)('are listed newest first, the same in both directions: %j', async (filter, meets) => {
    const wanted = wantedKeys(meets)
    const forward = await walked(filter, false)
    expect(forward.keys).toEqual(wanted)
    expect(forward.total).toBe(wanted.length)
    expect(forward.heights).toEqual([...forward.heights].sort((a, b) => b - a))
    expect(await walked(filter, true)).toEqual(forward)
  })

  it('keep their places while others come and go', async () => {
    let n = COUNT
    const meanwhile = async () => {
      for (const _ of [1, 2, 3]) await insert({ ...make(++n), isOpen: true })
    }
    const before = wantedKeys(() => true)
    const { keys } = await walked({}, false, meanwhile)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.filter((key) => before.includes(key))).toEqual(before)
    await gateway.database.sql`delete from market_order where dseq > ${COUNT}`
  })

  it('refuse a page that is too large, and the cursor of another filter', async () => {
    const { data } = await gateway.ask(query, { first: 1 })
    const after = data.openOrders.pageInfo.endCursor
    const large = await gateway.ask(query, { first: 101 })
    expect(large.errors?.[0]?.message).toBe('argument "first": 101 is not from 0 to 100')
    const other = await gateway.ask(query, { filter: { hasBids: true }, after })
    expect(other.errors?.[0]?.message).toMatch(/is a cursor of openOrders with another filter/)
  })

  it('take as many statements for a hundred as for twenty', async () => {
    const check = async (asked: TestGateway, first: number) => {
      const { errors } =
        await asked.ask(`{ openOrders(first: ${first}) { nodes { oseq createdAt bidCount lease { oseq }
        group { gseq deployment { dseq } } bids { outcome } } } }`)
      expect(errors).toBeUndefined()
    }
    const count = (asked: TestGateway, first: number) => countStatements(asked, () => check(asked, first))
    await withoutFastPath(gateway, async (resolving) => {
      await count(resolving, 1)
      expect(await count(resolving, 100)).toBe(await count(resolving, 20))
    })
    expect(await count(gateway, 100)).toBe(1)
  })
})
