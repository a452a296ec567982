import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertTestLeases, owners, providers } from '#store/query/test-leases.ts'
import { countStatements, openTestGateway, type TestGateway, withoutFastPath } from '../test-gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await openTestGateway()
  const { sql } = gateway.database
  await insertTestLeases(sql, { from: 1, to: 1200, heights: 200 })
  await sql`insert into provider (address, host_uri, email, website, attributes, active_lease_count, seen_height, seen_source)
    select provider, 'https://x', '', '', '[]', count(*) filter (where state in ('active', 'reclaiming')), 1, 'state'
    from lease group by provider`
})
afterAll(() => gateway.end())

const page = `totalCount nodes { dseq } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`
const listed = `query ($provider: Address!, $filter: LeaseFilter, $order: LeaseOrder, $first: Int, $after: Cursor, $last: Int, $before: Cursor) {
  provider(address: $provider) { activeLeaseCount leases(filter: $filter, orderBy: $order, first: $first, after: $after, last: $last, before: $before) { ${page} } }
}`
const plain = `query ($filter: LeaseFilter, $order: LeaseOrder) {
  leases(filter: $filter, orderBy: $order, first: 100) { nodes { dseq } totalCount } }`

interface Walk {
  readonly provider: string
  readonly filter: object
  readonly order: string
  readonly backward: boolean
}

async function walked({ provider, filter, order, backward }: Walk): Promise<string[]> {
  const seen: string[] = []
  let cursor: string | null = null
  for (;;) {
    const at = backward ? { last: 17, before: cursor } : { first: 17, after: cursor }
    const { data, errors } = await gateway.ask(listed, { provider, filter, order, ...at })
    expect(errors).toBeUndefined()
    const { nodes, pageInfo } = data.provider.leases
    const dseqs = nodes.map((node: { dseq: string }) => node.dseq)
    seen.splice(backward ? 0 : seen.length, 0, ...dseqs)
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return seen
    cursor = backward ? pageInfo.startCursor : pageInfo.endCursor
  }
}

const provider = providers[3] ?? ''
const filters = [{}, { owner: owners[3] }, { states: ['ACTIVE'] }, { hasIpEndpoints: true }, { states: [] }]

describe("a provider's leases", () => {
  for (const order of ['CREATED_DESC', 'CREATED_ASC', 'CLOSED_DESC', 'PRICE_DESC'])
    it(`are those of the list of all leases, by ${order}, in both directions`, async () => {
      for (const filter of filters) {
        const { data } = await gateway.ask(plain, { filter: { ...filter, provider }, order })
        expect(data.leases.totalCount).toBeLessThanOrEqual(170)
        const wanted = data.leases.nodes.map((node: { dseq: string }) => node.dseq)
        const forward = await walked({ provider, filter, order, backward: false })
        expect(forward.slice(0, 100)).toEqual(wanted)
        expect(forward).toHaveLength(data.leases.totalCount)
        expect(await walked({ provider, filter, order, backward: true })).toEqual(forward)
        const own = await gateway.ask(listed, { provider, filter: { ...filter, provider }, order })
        expect(own.data.provider.leases.totalCount).toBe(forward.length)
      }
    })

  it('are none of another provider', async () => {
    const { data } = await gateway.ask(listed, { provider, filter: { provider: providers[4] } })
    expect(data.provider.leases).toEqual({
      totalCount: 0,
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    })
  })

  it('count those that run', async () => {
    const { data } = await gateway.ask(listed, { provider, filter: { states: ['ACTIVE', 'RECLAIMING'] } })
    expect(data.provider.activeLeaseCount).toBeGreaterThan(0)
    expect(data.provider.leases.totalCount).toBe(data.provider.activeLeaseCount)
  })

  it('refuse the cursor of another provider, of another filter and of the list of all leases', async () => {
    const { data } = await gateway.ask(`{ leases(first: 1) { pageInfo { endCursor } }
      provider(address: "${provider}") { leases(first: 1) { pageInfo { endCursor } } } }`)
    const after = data.provider.leases.pageInfo.endCursor
    const refused = async (variables: object) => {
      const { errors } = await gateway.ask(listed, { first: 1, ...variables })
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
      return errors?.[0]?.message
    }
    expect(await refused({ provider: providers[4], after })).toMatch(/Provider.leases with another filter/)
    expect(await refused({ provider, filter: { dseq: 1 }, after })).toMatch(/with another filter/)
    expect(await refused({ provider, after: data.leases.pageInfo.endCursor })).toMatch(/of another list/)
  })

  it('of many providers take as many statements as those of one', async () => {
    const check = async (asked: TestGateway, first: number) => {
      const { data, errors } =
        await asked.ask(`{ providers(first: ${first}) { nodes { address activeLeaseCount
        leases(first: 3, filter: { hasIpEndpoints: false }) { totalCount nodes { dseq providerAddress } }
        old: leases(last: 2, orderBy: PRICE_DESC) { totalCount nodes { dseq providerAddress } pageInfo { hasPreviousPage } } } } }`)
      expect(errors).toBeUndefined()
      expect(data.providers.nodes).toHaveLength(first)
      for (const { address, leases, old } of data.providers.nodes) {
        expect(leases.nodes.map((node: { providerAddress: string }) => node.providerAddress)).toEqual(
          Array.from({ length: 3 }, () => address),
        )
        expect(old.nodes).toHaveLength(2)
      }
    }
    const count = (asked: TestGateway, first: number) => countStatements(asked, () => check(asked, first))
    await withoutFastPath(gateway, async (resolving) => {
      await count(resolving, 1)
      const one = await count(resolving, 2)
      expect(one).toBeLessThanOrEqual(6)
      expect(await count(resolving, 12)).toBe(one)
    })
    expect(await count(gateway, 12)).toBe(1)
  })
})
