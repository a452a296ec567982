import { Client, cacheExchange, fetchExchange, gql } from '@urql/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHAIN_ID } from '#gateway/test-gateway.ts'
import { providers } from '#store/query/test-leases.ts'
import { LEASES, type RunningGateway, startRunningGateway } from './running-gateway.ts'

const LEASES_QUERY = gql`
  query Leases($first: Int!, $after: Cursor, $filter: LeaseFilter) {
    leases(first: $first, after: $after, filter: $filter) {
      totalCount
      nodes { id owner dseq provider { id address } }
      pageInfo { hasNextPage endCursor }
    }
  }
`

let gateway: RunningGateway
beforeAll(async () => {
  gateway = await startRunningGateway()
})
afterAll(() => gateway.end())

/** Every request that left the client. */
const sent: Request[] = []
beforeEach(() => {
  sent.length = 0
})
const client = (preferGetMethod: boolean | 'force' | 'within-url-limit' = false) =>
  new Client({
    url: gateway.graphqlUrl,
    exchanges: [cacheExchange, fetchExchange],
    preferGetMethod,
    fetch: (input, init) => {
      const request = new Request(input, init)
      sent.push(request.clone())
      return fetch(request)
    },
  })

describe('urql', () => {
  it('asks with variables, and pages to the end', async () => {
    const urql = client()
    const seen: string[] = []
    let after: string | null = null
    do {
      const { data, error } = await urql.query(LEASES_QUERY, { first: 100, after }).toPromise()
      expect(error).toBeUndefined()
      expect(data.leases.totalCount).toBe(LEASES)
      seen.push(...data.leases.nodes.map((lease: { id: string }) => lease.id))
      after = data.leases.pageInfo.hasNextPage ? data.leases.pageInfo.endCursor : null
    } while (after !== null)
    expect(new Set(seen).size).toBe(LEASES)
    expect(seen).toHaveLength(LEASES)
  })

  it('answers the same question from its cache, and another one from the network', async () => {
    const urql = client()
    const ask = (filter: object) => urql.query(LEASES_QUERY, { first: 3, filter }).toPromise()
    const first = await ask({ provider: providers[1] })
    expect((await ask({ provider: providers[1] })).data).toEqual(first.data)
    expect(sent).toHaveLength(1)
    const other = await ask({ provider: providers[2] })
    expect(sent).toHaveLength(2)
    expect(other.data.leases.nodes[0].provider.address).toBe(providers[2])
    const fresh = await urql
      .query(
        LEASES_QUERY,
        { first: 3, filter: { provider: providers[1] } },
        { requestPolicy: 'network-only' },
      )
      .toPromise()
    expect(sent).toHaveLength(3)
    expect(fresh.data).toEqual(first.data)
  })

  it('asks by GET where it is told to', async () => {
    const urql = client('force')
    const { data, error } = await urql
      .query('query Chain($first: Int) { network { chainId } leases(first: $first) { nodes { dseq } } }', {
        first: 1,
      })
      .toPromise()
    expect(error).toBeUndefined()
    expect(sent[0]?.method).toBe('GET')
    expect(data.network.chainId).toBe(CHAIN_ID)
    expect(data.leases.nodes).toHaveLength(1)
  })

  it('reads extensions, errors and their codes', async () => {
    const urql = client()
    const good = await urql.query('{ network { chainId } }', {}).toPromise()
    expect(good.extensions).toEqual({ indexedHeight: '1', lagSeconds: expect.any(Number) })

    const nothing = await urql.query('{ nothing }', {}).toPromise()
    expect(nothing.error?.networkError).toBeUndefined()
    expect(nothing.error?.graphQLErrors[0]?.message).toContain('nothing')
    expect(nothing.error?.graphQLErrors[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })

    const part = await urql
      .query('{ network { chainId } provider(address: "akash1") { id } }', {})
      .toPromise()
    expect(part.error?.graphQLErrors[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' })

    const page = await urql.query(LEASES_QUERY, { first: 101 }).toPromise()
    expect(page.error?.graphQLErrors[0]?.message).toMatch(/"first": 101 is not from 0 to 100/)
    expect(page.error?.graphQLErrors[0]?.path).toEqual(['leases'])
  })
})
