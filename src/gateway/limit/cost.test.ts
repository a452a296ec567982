import { getNamedType, getNullableType, isListType, isObjectType, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { parsedDocument } from '../document/parsed-document.ts'
import { createSchema } from '../schema.ts'
import { operationCost } from './cost.ts'
import { costRules, recordTypes } from './cost-rules.ts'

const schema = createSchema()

function costOf(text: string, variables: Record<string, unknown> = {}): number {
  const { operations, fragments } = parsedDocument(text, parse(text))
  const [operation] = operations
  return operation === undefined ? Number.NaN : operationCost({ schema, operation, fragments, variables })
}

const owner = 'akash1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq7cdc78'
const span = (from: string, to: string, interval: string) =>
  `from: "${from}T00:00:00Z", to: "${to}T00:00:00Z", interval: ${interval}`

describe('the cost of an operation', () => {
  it.each<[query: string, cost: number, variables?: Record<string, unknown>]>([
    ['{ network { chainId phase } }', 0],
    [`{ deployment(owner: "${owner}", dseq: 1) { id evidence { source } } }`, 1],
    // A page: 20 to find it, and one for each of its records.
    ['{ leases { nodes { id } } }', 40],
    ['{ leases(first: 3) { nodes { id } } }', 23],
    ['{ leases(last: 4) { edges { node { id } } } }', 24],
    ['{ leases(first: null) { nodes { id } } }', 40],
    ['{ leases(first: 0) { nodes { id } pageInfo { hasNextPage } } }', 20],
    // Refused where the argument is read.
    ['{ leases(first: 1000) { nodes { id } } }', 20],
    ['{ leases(first: -1) { nodes { id } } }', 20],
    ['{ leases(first: 3) { totalCount } }', 220],
    ['{ leases(first: 2) { nodes { id } edges { cursor node { id } } } }', 24],
    ['{ changes { nodes { id lease { id } } } }', 220],
    // Nested: each record of the page has its own.
    ['{ providers(first: 2) { nodes { leases(first: 3) { nodes { id } } } } }', 20 + 2 * (1 + 20 + 3)],
    ['{ leases(first: 2) { nodes { provider { id } events { nodes { id } } } } }', 20 + 2 * (1 + 1 + 5 + 50)],
    [
      `{ deployment(owner: "${owner}", dseq: 1) { groups { orders(first: 2) { bids { bseq } } } } }`,
      1 + 10 * (1 + 2 * (1 + 20)),
    ],
    [`{ deployment(owner: "${owner}", dseq: 1) { leases { totalCount } } }`, 11],
    ['{ nodes(ids: ["a", "b", "c"]) { id } }', 3],
    // Of the types that an id can be of, the dearest.
    [
      '{ node(id: "a") { ... on Lease { provider { id } deployment { id } } ... on Change { lease { id } } } }',
      3,
    ],
    // Points.
    [`{ leaseActivity(${span('2026-01-01', '2026-01-11', 'DAY')}) { opened } }`, 111],
    [`{ leasePrices(${span('2020-01-01', '2026-01-11', 'MINUTE')}) { opened } }`, 100],
    [`{ leaseActivity(${span('2026-01-11', '2026-01-01', 'HOUR')}) { opened } }`, 100],
    // Variables, as they were coerced.
    ['query ($n: Int) { leases(first: $n) { nodes { id } } }', 23, { n: 3 }],
    ['query ($n: Int) { leases(first: $n) { nodes { id } } }', 40, {}],
    ['query ($n: Int) { leases(first: $n) { nodes { id } } }', 40, { n: null }],
    ['query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', 4, { ids: ['a', 'b', 'c', 'd'] }],
    // What is merged in the answer counts once, what has an alias of its own twice.
    ['{ leases(first: 3) { nodes { id } } leases(first: 3) { nodes { provider { id } } } }', 20 + 3 * 2],
    ['{ leases(first: 3) { nodes { id } } a: leases(first: 3) { nodes { id } } }', 46],
    [
      '{ ...A ...A } fragment A on Query { leases(first: 3) { nodes { ...B } } } fragment B on Lease { provider { id } }',
      26,
    ],
    // Skipped.
    ['query ($b: Boolean!) { leases(first: 3) @skip(if: $b) { nodes { id } } }', 0, { b: true }],
    ['query ($b: Boolean!) { leases(first: 3) @skip(if: $b) { nodes { id } } }', 23, { b: false }],
    [
      '{ ... @include(if: false) { leases { nodes { id } } } leases(first: 1) @include(if: true) { nodes { id } } }',
      21,
    ],
    // The schema's description: little, but not nothing.
    ['{ __type(name: "Lease") { name } }', 1],
    ['{ __schema { types { name } } }', 3],
  ])('%s', (query, cost, variables = {}) => {
    // Twice: what has no variables is remembered.
    expect([costOf(query, variables), costOf(query, variables)]).toEqual([cost, cost])
  })

  it('keeps who multiplies the description of the schema from an answer of megabytes', () => {
    const types = 'types { fields { type { fields { args { type { fields { name } } } } } } }'
    expect(costOf(`{ a: __schema { ${types} } }`)).toBeGreaterThan(1000)
  })

  it('has a rule for every list of objects, and for every page', () => {
    const missing = Object.values(schema.getTypeMap()).flatMap((type) => {
      if (!isObjectType(type) || /(Connection|^__.*)$/.test(type.name)) return []
      return Object.values(type.getFields()).flatMap((field) => {
        const named = getNamedType(field.type)
        const isMany = isListType(getNullableType(field.type)) || named.name.endsWith('Connection')
        const isOfObjects = 'getFields' in named
        const name = `${type.name}.${field.name}`
        return isMany && isOfObjects && costRules[name] === undefined ? [name] : []
      })
    })
    expect(missing).toEqual([])
  })

  it('counts types that there are', () => {
    expect([...recordTypes].filter((name) => !isObjectType(schema.getType(name)))).toEqual([])
    const names = Object.keys(costRules).filter((name) => {
      const [type = '', field = ''] = name.split('.')
      const found = schema.getType(type)
      return !isObjectType(found) || found.getFields()[field] === undefined
    })
    expect(names).toEqual([])
  })
})
