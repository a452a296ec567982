import { createHash } from 'node:crypto'
import {
  ApolloClient,
  ApolloLink,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
  type ObservableQuery,
} from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { relayStylePagination } from '@apollo/client/utilities'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHAIN_ID } from '#gateway/test-gateway.ts'
import { LEASES, type RunningGateway, startRunningGateway } from './running-gateway.ts'

const LEASES_QUERY = gql`
  query Leases($first: Int!, $after: Cursor, $filter: LeaseFilter) {
    leases(first: $first, after: $after, filter: $filter) {
      edges { cursor node { id dseq provider { id hostUri } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`

let gateway: RunningGateway
beforeAll(async () => {
  gateway = await startRunningGateway()
})
afterAll(() => gateway.end())

/** Every request that left the client, and the status that came back. */
const sent: {
  readonly method: string
  readonly url: string
  readonly body: string
  readonly status: number
}[] = []
beforeEach(() => {
  sent.length = 0
})

async function recordingFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init)
  const body = await request.clone().text()
  const response = await fetch(request)
  sent.push({ method: request.method, url: request.url, body, status: response.status })
  return response
}

const client = (links: readonly ApolloLink[] = [], fetchOptions: HttpLink.Options = {}) =>
  new ApolloClient({
    link: ApolloLink.from([
      ...links,
      new HttpLink({ uri: gateway.graphqlUrl, fetch: recordingFetch, ...fetchOptions }),
    ]),
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { leases: relayStylePagination(['filter', 'orderBy']) } } },
    }),
  })

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('Apollo Client', () => {
  it('pages to the end with relayStylePagination', async () => {
    const apollo = client()
    const watched = apollo.watchQuery<Leases>({ query: LEASES_QUERY, variables: { first: 100 } })
    const first = await firstValue(watched)
    let pageInfo = first.leases.pageInfo
    while (pageInfo.hasNextPage) {
      const { data } = await watched.fetchMore({ variables: { after: pageInfo.endCursor } })
      if (data === undefined) expect.unreachable('a page without data')
      pageInfo = data.leases.pageInfo
    }
    const all = apollo.readQuery<Leases>({ query: LEASES_QUERY, variables: { first: 100 } })
    const ids = all?.leases.edges.map((edge) => edge.node.id) ?? []
    expect(ids).toHaveLength(LEASES)
    expect(new Set(ids).size).toBe(LEASES)
    expect(sent).toHaveLength(Math.ceil(LEASES / 100))
  })

  it('keeps one record an id, whichever question brought it', async () => {
    const apollo = client()
    const { data } = await apollo.query<Leases>({ query: LEASES_QUERY, variables: { first: 20 } })
    const edges = data?.leases.edges ?? []
    const kept = apollo.cache.extract() as Record<string, { __typename?: string; hostUri?: string }>
    for (const { node } of edges)
      expect(kept[`Lease:${node.id}`]).toMatchObject({ __typename: 'Lease', dseq: node.dseq })
    const providers = new Set(edges.map((edge) => edge.node.provider.id))
    expect(Object.keys(kept).filter((key) => key.startsWith('Provider:'))).toHaveLength(providers.size)
    const [id] = providers
    const asNode = await apollo.query<{ node: { id: string; hostUri: string } }>({
      query: gql`query Host($id: ID!) { node(id: $id) { id ... on Provider { hostUri } } }`,
      variables: { id },
    })
    expect(asNode.data?.node.id).toBe(id)
    expect(asNode.data?.node.hostUri).toBe(kept[`Provider:${id}`]?.hostUri)
  })

  it('registers a persisted query at the first miss, and sends only its hash from then on, by GET', async () => {
    const persisted = () => new PersistedQueryLink({ sha256, useGETForHashedQueries: true })
    const query = gql`query Persisted { network { chainId } leases(first: 1) { nodes { id } } }`
    const first = await client([persisted()]).query({ query })
    expect(first.data).toMatchObject({ network: { chainId: CHAIN_ID } })
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST'])
    expect(JSON.parse(sent[1]?.body ?? '')).toMatchObject({ extensions: { persistedQuery: { version: 1 } } })
    sent.length = 0
    const again = await client([persisted()]).query({ query })
    expect(again.data).toEqual(first.data)
    expect(sent).toHaveLength(1)
    expect(sent[0]?.method).toBe('GET')
    expect(new URL(sent[0]?.url ?? '').searchParams.has('query')).toBe(false)
  })

  it('refuses a text that is not what its hash says', async () => {
    const link = new PersistedQueryLink({ sha256: () => 'a'.repeat(64) })
    const { error } = await client([link]).query({ query: gql`{ network { chainId } }`, errorPolicy: 'all' })
    expect(codesOf(error)).toEqual(['BAD_USER_INPUT'])
  })

  it('asks by GET where it is told to', async () => {
    const apollo = client([], { useGETForQueries: true })
    const { data } = await apollo.query<Leases>({
      query: LEASES_QUERY,
      variables: { first: 2, filter: { states: ['CLOSED'] } },
    })
    expect(data?.leases.edges).toHaveLength(2)
    expect(sent[0]?.method).toBe('GET')
  })

  it('reads refusals, with whatever status they come', async () => {
    const apollo = client()
    const refused = async (query: ReturnType<typeof gql>, variables = {}) => {
      const { error } = await apollo.query({ query, variables, errorPolicy: 'all' })
      expect(CombinedGraphQLErrors.is(error)).toBe(true)
      return codesOf(error)
    }
    expect(await refused(gql`{ nothing }`)).toEqual(['BAD_USER_INPUT'])
    expect(await refused(gql`query ($a: Address!) { provider(address: $a) { id } }`, { a: 'x' })).toEqual([
      'BAD_USER_INPUT',
    ])
    expect(await refused(LEASES_QUERY, { first: 101 })).toEqual(['BAD_USER_INPUT'])
  })

  it('keeps what is there where a part of the answer failed, if asked to', async () => {
    const query = gql`query ($first: Int!) { network { chainId } node(id: "x") { id } lease: leases(first: $first) { nodes { id } } }`
    const { data, error } = await client().query<{ network: { chainId: string }; node: null }>({
      query,
      variables: { first: 1 },
      errorPolicy: 'all',
    })
    expect(codesOf(error)).toEqual(['BAD_USER_INPUT'])
    expect(data).toMatchObject({ network: { chainId: CHAIN_ID }, node: null })
    await expect(client().query({ query, variables: { first: 1 } })).rejects.toThrow(/argument "id"/)
  })
})

interface Leases {
  readonly leases: {
    readonly edges: readonly {
      readonly node: {
        readonly id: string
        readonly dseq: string
        readonly provider: { readonly id: string }
      }
    }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
  }
}

const codesOf = (error: unknown) =>
  CombinedGraphQLErrors.is(error) ? error.errors.map((one) => one.extensions?.code) : [String(error)]

/** The first complete answer to a watched query. */
const firstValue = (watched: ObservableQuery<Leases>) =>
  new Promise<Leases>((resolve, reject) => {
    watched.subscribe({
      next: ({ data, dataState }) => {
        if (dataState === 'complete') resolve(data)
      },
      error: reject,
    })
  })
