import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testAddress } from '#store/query/test-leases.ts'
import { openTestGateway, type TestGateway } from '../test-gateway.ts'

const COUNT = 60
const addresses = Array.from({ length: COUNT }, (_, n) => testAddress(5, n))
const auditor = testAddress(6, 1)

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
  const { sql } = gateway.database
  for (const [n, address] of addresses.entries()) {
    const attributes = JSON.stringify([
      { key: 'region', value: n % 3 === 0 ? 'eu' : 'us' },
      { key: 'tier', value: String(n % 2) },
      ...(n % 4 === 0 ? [{ key: 'ip-lease', value: 'true' }] : []),
    ])
    const audits = JSON.stringify(
      n % 5 === 0 ? [{ auditor, attributes: [{ key: 'region', value: 'eu' }] }] : [],
    )
    await sql`insert into provider (address, host_uri, email, website, attributes, active_lease_count, created_height, seen_height, seen_source)
      values (${address}, 'https://x', '', '', ${attributes}::text::jsonb, ${n % 7}, ${n % 6 === 0 ? null : n % 10}, 1, 'state')`
    if (n !== 1)
      await sql`insert into provider_audit (provider, audits, seen_height, seen_source) values (${address}, ${audits}::text::jsonb, 1, 'state')`
  }
})
afterAll(() => gateway.end())

const query = `query ($filter: ProviderFilter, $order: ProviderOrder, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  providers(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { address } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`

async function walked(filter: object, order: string | null, backward: boolean): Promise<number[]> {
  const seen: number[] = []
  let cursor: string | null = null
  for (;;) {
    const page = backward ? { last: 7, before: cursor } : { first: 7, after: cursor }
    const { data, errors } = await gateway.ask(query, { filter, order, ...page })
    expect(errors).toBeUndefined()
    const { nodes, pageInfo, totalCount } = data.providers
    const numbers = nodes.map((node: { address: string }) => addresses.indexOf(node.address))
    if (backward) seen.unshift(...numbers)
    else seen.push(...numbers)
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) {
      expect(totalCount).toBe(seen.length)
      return seen
    }
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor
  }
}

const byAddress = addresses
  .map((_, n) => n)
  .sort((a, b) => ((addresses[a] ?? '') < (addresses[b] ?? '') ? -1 : 1))
const descending = (rank: (n: number) => number) => [...byAddress].reverse().sort((a, b) => rank(b) - rank(a))
const created = (n: number) => (n % 6 === 0 ? 0 : n % 10)
const orders: Readonly<Record<string, readonly number[]>> = {
  ADDRESS_ASC: byAddress,
  ACTIVE_LEASES_DESC: descending((n) => n % 7),
  CREATED_DESC: descending(created),
}
const filters: readonly (readonly [object, (n: number) => boolean])[] = [
  [{}, () => true],
  [{ declaresIpLeases: true }, (n) => n % 4 === 0],
  [{ declaresIpLeases: false }, (n) => n % 4 !== 0],
  [{ attributes: [{ key: 'region', value: 'eu' }] }, (n) => n % 3 === 0],
  [{ attributes: [{ key: 'ip-lease' }] }, (n) => n % 4 === 0],
  [
    {
      attributes: [
        { key: 'region', value: 'eu' },
        { key: 'tier', value: '1' },
      ],
    },
    (n) => n % 6 === 3,
  ],
  [{ attributes: [{ key: 'region\u0000', value: 'eu' }] }, () => false],
  [{ auditedBy: auditor }, (n) => n % 5 === 0],
  [{ auditedBy: auditor, declaresIpLeases: true, attributes: [] }, (n) => n % 20 === 0],
]

describe('providers', () => {
  for (const [order, expected] of Object.entries(orders))
    it(`are listed by ${order} in both directions for every filter`, async () => {
      for (const [filter, meets] of filters) {
        expect(await walked(filter, order, false)).toEqual(expected.filter(meets))
        expect(await walked(filter, order, true)).toEqual(expected.filter(meets))
      }
    })

  it('come by their active leases where no order is given', async () => {
    expect(await walked({}, null, false)).toEqual(orders.ACTIVE_LEASES_DESC)
  })

  it('say null of audits that were never read, and an empty list of those that are none', async () => {
    const ask = async (n: number) => {
      const { data } = await gateway.ask(
        `{ provider(address: "${addresses[n]}") { auditedBy attributes { auditedBy } } }`,
      )
      return [data.provider.auditedBy, data.provider.attributes[0].auditedBy]
    }
    expect(await ask(1)).toEqual([null, null])
    expect(await ask(2)).toEqual([[], []])
    expect(await ask(0)).toEqual([[auditor], [auditor]])
    expect(await ask(5)).toEqual([[auditor], []])
  })

  it('refuse too many attributes', async () => {
    const attributes = Array.from({ length: 11 }, (_, n) => ({ key: String(n) }))
    const { errors } = await gateway.ask(query, { filter: { attributes } })
    expect(errors?.[0]).toMatchObject({
      message: 'argument "filter.attributes": 11 attributes are given, at most 10 may be',
      extensions: { code: 'BAD_USER_INPUT' },
    })
  })
})
