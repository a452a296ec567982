import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CodegenProject, generateCodegenProject } from './codegen-project.ts'
import { type RunningGateway, startRunningGateway } from './running-gateway.ts'

const component = `
  fragment Row on Lease { id dseq state price { amount denom } createdAt provider { hostUri } }
  query Leases($first: Int!, $after: Cursor, $filter: LeaseFilter, $orderBy: LeaseOrder) {
    leases(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      nodes { ...Row }
      pageInfo { hasNextPage endCursor }
    }
  }
  query Found($id: ID!) { node(id: $id) { __typename id ... on Lease { ...Row } ... on Change { kind after } } }
`

/** How a frontend uses what was generated; ROW is where a test puts what must or must not compile. */
const usage = (row: string) => `
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core'
import { unmasked } from './gql/fragment-masking.js'
import { FoundDocument, LeasesDocument, RowFragmentDoc } from './gql/graphql.js'

export const variables: VariablesOf<typeof LeasesDocument> = {
  first: 2, filter: { states: ['ACTIVE', 'RECLAIMING'], dseq: '7' }, orderBy: 'CLOSED_DESC',
}
export const found: VariablesOf<typeof FoundDocument> = { id: 'x' }
export function texts(result: ResultOf<typeof LeasesDocument>): (string | null | undefined)[] {
  return result.leases.nodes.map((node) => {
    const row = unmasked(RowFragmentDoc, node)
    return ${row}
  })
}
`

let gateway: RunningGateway
let project: CodegenProject
beforeAll(async () => {
  project = await generateCodegenProject(component)
  gateway = await startRunningGateway()
})
afterAll(async () => {
  project.end()
  await gateway.end()
})

describe('graphql-codegen', () => {
  it('makes types that compile under strict', { timeout: 120_000 }, () => {
    expect(project.typeErrors(usage('row.provider?.hostUri ?? row.createdAt'))).toBe('')
    expect(project.typeErrors(usage('row.provider.hostUri'))).toContain("'row.provider' is possibly 'null'")
    expect(project.typeErrors(usage('row.nothing'))).toContain("Property 'nothing' does not exist")
  })

  it('makes documents that the gateway answers', async () => {
    const texts = Object.values(project.persisted)
    expect(texts).toHaveLength(2)
    const leases = texts.find((text) => text.includes('query Leases')) ?? ''
    const { data, errors } = await gateway.ask(leases, {
      first: 2,
      orderBy: 'CLOSED_DESC',
      filter: { states: ['ACTIVE'] },
    })
    expect(errors).toBeUndefined()
    expect(data.leases.nodes[0]).toMatchObject({ state: 'ACTIVE', price: { denom: 'uakt' } })
    const found = texts.find((text) => text.includes('query Found')) ?? ''
    const node = await gateway.ask(found, { id: data.leases.nodes[0].id })
    expect(node.data.node).toEqual({ __typename: 'Lease', ...data.leases.nodes[0] })
  })
})
