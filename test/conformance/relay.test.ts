import {
  createOperationDescriptor,
  Environment,
  type FetchFunction,
  fetchQuery,
  type GraphQLResponse,
  getSingularSelector,
  Network,
  type ReaderFragment,
  RecordSource,
  type RequestParameters,
  Store,
} from 'relay-runtime'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { providers } from '#store/query/test-leases.ts'
import { compileRelayProject, type RelayProject } from './relay-project.ts'
import { LEASES, type RunningGateway, startRunningGateway } from './running-gateway.ts'

const PAGE = 70

let gateway: RunningGateway
let project: RelayProject
beforeAll(async () => {
  project = compileRelayProject({ persist: false })
  gateway = await startRunningGateway()
})
afterAll(async () => {
  project.end()
  await gateway.end()
})

/** The names of the operations that left the client. */
const sent: string[] = []
beforeEach(() => {
  sent.length = 0
})

const bodyOf = ({ id, text }: RequestParameters) => (text === null ? { documentId: id } : { query: text })

const fetchFunction: FetchFunction = async (params, variables) => {
  sent.push(params.name)
  const response = await fetch(gateway.graphqlUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
    },
    body: JSON.stringify({ ...bodyOf(params), operationName: params.name, variables }),
  })
  return (await response.json()) as GraphQLResponse
}

const newEnvironment = () =>
  new Environment({ network: Network.create(fetchFunction), store: new Store(new RecordSource()) })

/** Asks a compiled query, keeps its records, and gives what the query itself may see. */
async function ask(environment: Environment, name: string, variables: object): Promise<unknown> {
  const request = project.request(name)
  const operation = createOperationDescriptor(request, { ...variables })
  environment.retain(operation)
  await fetchQuery(environment, request, { ...variables }).toPromise()
  return environment.lookup(operation.fragment).data
}

/** What a fragment may see of a record that points to it. */
function read(environment: Environment, fragment: ReaderFragment, pointer: unknown): unknown {
  const selector = getSingularSelector(fragment, pointer)
  if (selector === null || selector === undefined) return expect.unreachable('a pointer without its fragment')
  return environment.lookup(selector).data
}

interface List {
  readonly leases: {
    readonly edges: readonly { readonly node: { readonly id: string } }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
  }
}
interface Row {
  readonly dseq: string
  readonly state: string
  readonly provider: { readonly id: string; readonly address: string; readonly hostUri: string }
}

/** Pages on until the connection has no more, and gives the whole of it as the first query sees it. */
async function walked(environment: Environment, filter: object | null): Promise<List> {
  const fragment = project.fragment('LeasesPage_list')
  const pointer = await ask(environment, 'LeasesPageQuery', { count: PAGE, filter })
  for (;;) {
    const list = read(environment, fragment, pointer) as List
    const { hasNextPage, endCursor } = list.leases.pageInfo
    if (!hasNextPage) return list
    await ask(environment, 'LeasesPagePaginationQuery', { count: PAGE, cursor: endCursor, filter })
  }
}

describe('Relay', () => {
  it('pages through a connection to its end, and its handler joins the pages', async () => {
    const { leases } = await walked(newEnvironment(), null)
    expect(new Set(leases.edges.map((edge) => edge.node.id)).size).toBe(LEASES)
    expect(leases.edges).toHaveLength(LEASES)
    expect(sent).toHaveLength(Math.ceil(LEASES / PAGE))
  })

  it('pages through a filtered connection, apart from the others', async () => {
    const environment = newEnvironment()
    const all = await walked(environment, null)
    const one = await walked(environment, { provider: providers[2] })
    const rows = one.leases.edges.map(
      ({ node }) => read(environment, project.fragment('LeasesPage_row'), node) as Row,
    )
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.every((row) => row.provider.address === providers[2])).toBe(true)
    expect((await walked(environment, null)).leases.edges).toHaveLength(all.leases.edges.length)
  })

  it('keeps one record an id: what another question brings is seen by the rows', async () => {
    const environment = newEnvironment()
    const { leases } = await walked(environment, { provider: providers[3] })
    const source = environment.getStore().getSource()
    const ids = source.getRecordIDs()
    for (const { node } of leases.edges)
      expect(source.get(node.id)).toMatchObject({ __typename: 'Lease', id: node.id })
    expect(ids.filter((id) => source.get(id)?.__typename === 'Provider')).toHaveLength(1)
    await gateway.database
      .sql`update provider set host_uri = 'https://moved.example:8443' where address = ${providers[3] ?? ''}`
    await ask(environment, 'LeasesPageProviderQuery', { address: providers[3] })
    const row = read(environment, project.fragment('LeasesPage_row'), leases.edges[0]?.node) as Row
    expect(row.provider.hostUri).toBe('https://moved.example:8443')
  })

  it('refetches one row by node(id)', async () => {
    const environment = newEnvironment()
    const { leases } = await walked(environment, { states: ['ACTIVE'] })
    const node = leases.edges[0]?.node
    const before = read(environment, project.fragment('LeasesPage_row'), node) as Row
    expect(before.state).toBe('ACTIVE')
    await gateway.database.sql`update lease set state = 'closed', closed_height = 290, close_reason = 'owner'
      where dseq = ${before.dseq}::numeric`
    sent.length = 0
    await ask(environment, 'LeasesPageRowQuery', { id: node?.id })
    expect(sent).toEqual(['LeasesPageRowQuery'])
    expect(read(environment, project.fragment('LeasesPage_row'), node)).toMatchObject({
      dseq: before.dseq,
      state: 'CLOSED',
    })
  })

  it('is told of errors', async () => {
    const asked = ask(newEnvironment(), 'LeasesPageProviderQuery', { address: 'akash1x' })
    await expect(asked).rejects.toThrow(/akash1x/)
  })
})
