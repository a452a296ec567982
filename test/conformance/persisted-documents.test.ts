import {
  createOperationDescriptor,
  Environment,
  type FetchFunction,
  fetchQuery,
  type GraphQLResponse,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readManifest } from '#gateway/document/read-manifest.ts'
import type { Answer } from '#gateway/test-gateway.ts'
import { providers } from '#store/query/test-leases.ts'
import { type CodegenProject, generateCodegenProject } from './codegen-project.ts'
import { compileRelayProject, type RelayProject } from './relay-project.ts'
import { type RunningGateway, startRunningGateway } from './running-gateway.ts'

const component = `
  query Newest($first: Int!) { leases(first: $first) { nodes { id dseq } } }
  query Chain { network { chainId } }
`

/** Both compilers' lists are given to one gateway that answers nothing else. */
let relay: RelayProject
let codegen: CodegenProject
let gateway: RunningGateway
beforeAll(async () => {
  relay = compileRelayProject({ persist: true })
  codegen = await generateCodegenProject(component)
  const listed = readManifest(JSON.stringify({ ...relay.persisted, ...codegen.persisted }))
  gateway = await startRunningGateway({ leases: 100, persisted: { listed, only: true } })
})
afterAll(async () => {
  relay.end()
  codegen.end()
  await gateway.end()
})

async function post(body: object): Promise<{ status: number; answer: Answer }> {
  const response = await fetch(gateway.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, answer: (await response.json()) as Answer }
}

const idOf = (word: string) =>
  Object.entries(codegen.persisted).find(([, text]) => text.includes(word))?.[0] ?? expect.unreachable(word)

describe('a gateway that answers what is on its list', () => {
  it('answers what relay-compiler persisted, asked by relay-runtime with the id alone', async () => {
    const bodies: string[] = []
    const fetchFunction: FetchFunction = async ({ id, text }, variables) => {
      bodies.push(JSON.stringify({ documentId: id, variables }))
      expect(text).toBeNull()
      return (await post({ documentId: id, variables })).answer as unknown as GraphQLResponse
    }
    const environment = new Environment({
      network: Network.create(fetchFunction),
      store: new Store(new RecordSource()),
    })
    const request = relay.request('LeasesPageProviderQuery')
    const operation = createOperationDescriptor(request, { address: providers[1] })
    environment.retain(operation)
    await fetchQuery(environment, request, { address: providers[1] }).toPromise()
    expect(environment.lookup(operation.fragment).data).toMatchObject({
      provider: { hostUri: 'https://provider-1.example:8443' },
    })
    expect(bodies).toHaveLength(1)
  })

  it('answers what graphql-codegen persisted, by the id that it wrote', async () => {
    const documentId = idOf('query Newest')
    expect(documentId).toMatch(/^sha256:[0-9a-f]{64}$/)
    const { status, answer } = await post({ documentId, variables: { first: 2 } })
    expect([status, answer.errors]).toEqual([200, undefined])
    expect(answer.data.leases.nodes).toHaveLength(2)
  })

  it('answers the text of a listed document, too', async () => {
    const query = codegen.persisted[idOf('query Chain')]
    expect((await post({ query })).answer.errors).toBeUndefined()
  })

  it('answers a listed document by GET', async () => {
    const url = `${gateway.graphqlUrl}?documentId=${encodeURIComponent(idOf('query Chain'))}`
    const response = await fetch(url)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ data: { network: { chainId: 'test-1' } } })
  })

  it('answers nothing else, and says why', async () => {
    for (const body of [
      { query: '{ network { chainId } }' },
      { documentId: 'a'.repeat(64) },
      { query: '{ __typename }', extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
    ]) {
      const { status, answer } = await post(body)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(answer.data).toBeUndefined()
      expect(['FORBIDDEN', 'BAD_USER_INPUT']).toContain(answer.errors?.[0]?.extensions.code)
    }
  })
})
