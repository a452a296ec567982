import fc from 'fast-check'
import { type DocumentNode, execute, getVariableValues, Kind, parse, visit } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsedDocument } from '#gateway/document/parsed-document.ts'
import { operationCost, operationRecords } from '#gateway/limit/cost.ts'
import { recordTypes } from '#gateway/limit/cost-rules.ts'
import { createLoaders } from '#gateway/loaders.ts'
import { createSchema } from '#gateway/schema.ts'
import { indexHead } from '#store/query/index-head.ts'
import { seededRandom } from '../chaos/seeded-random.ts'
import type { Values } from '../random/input.ts'
import { realValues } from '../random/real-values.ts'
import { type RandomOperation, randomOperation } from '../random-document.ts'
import { type IndexedGateway, openIndexedGateway } from './indexed-gateway.ts'

/** COST_RUNS=100000 for the whole of it. */
const RUNS = Number(process.env.COST_RUNS ?? 3000)
const schema = createSchema()
let gateway: IndexedGateway
let values: Values
beforeAll(async () => {
  gateway = await openIndexedGateway()
  const { time } = await indexHead(gateway.sql)
  values = await realValues(gateway.ask, time ?? new Date(0))
}, 120_000)
afterAll(() => gateway.end())

interface Counted {
  readonly cost: number
  /** The cost without what the database does. */
  readonly bound: number
  /** Objects of the answer that count as records. */
  readonly records: number
}

async function count({ query, variables }: RandomOperation): Promise<Counted> {
  const document = parse(query)
  const { operations, fragments } = parsedDocument(query, document)
  const [operation] = operations
  if (operation === undefined) throw new TypeError('no operation')
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
  if (coerced === undefined) throw new TypeError(`${errors?.join()}\n${query}\n${JSON.stringify(variables)}`)
  const asked = { schema, operation, fragments, variables: coerced }
  const { sql, chainId } = gateway
  const contextValue = {
    sql,
    chainId,
    now: new Date(),
    head: await indexHead(sql),
    loaders: createLoaders(sql),
  }
  const { data } = await execute({
    schema,
    document: named(document),
    variableValues: variables,
    contextValue,
  })
  return { cost: operationCost(asked), bound: operationRecords(asked), records: recordsIn(data) }
}

/** Asks every object for its type. */
const named = (document: DocumentNode) =>
  visit(document, {
    SelectionSet: (node) => ({
      ...node,
      selections: [...node.selections, { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
    }),
  })

function recordsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = '__typename' in value && recordTypes.has(String(value.__typename)) ? 1 : 0
  return Object.values(value).reduce((sum: number, inner) => sum + recordsIn(inner), own)
}

describe('the declared cost', () => {
  it('is never less than the records in the answer', async () => {
    const seen: Counted[] = []
    const seeds = fc.noShrink(fc.integer({ min: 0, max: 2 ** 32 - 1 }))
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const counted = await count(randomOperation(seededRandom(seed), { schema, values }))
        seen.push(counted)
        expect(counted.records).toBeLessThanOrEqual(counted.bound)
        expect(counted.bound).toBeLessThanOrEqual(counted.cost)
      }),
      { numRuns: RUNS },
    )
    // It would be easy to keep with answers of nothing, or with costs beyond all measure.
    const withRecords = seen.filter(({ records }) => records > 0)
    expect(withRecords.length).toBeGreaterThan(RUNS / 4)
    expect(withRecords.filter(({ records, bound }) => records >= bound / 2).length).toBeGreaterThan(
      RUNS / 100,
    )
    expect(Math.max(...seen.map(({ records }) => records))).toBeGreaterThan(50)
  }, 1_800_000)
})
