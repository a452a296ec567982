import { execute, type GraphQLSchema, getVariableValues, Kind, parse } from 'graphql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Context } from '#gateway/context.ts'
import { createFastPath } from '#gateway/fast/fast-path.ts'
import { createLoaders } from '#gateway/loaders.ts'
import { createSchema } from '#gateway/schema.ts'
import { readAnswer } from '#store/answer/answer.ts'
import { indexHead } from '#store/query/index-head.ts'
import { randomOperation } from '../random-document.ts'
import { CHAIN_ID, openWorld, seeded, type World } from './world.ts'

/** Every document is asked both ways; 20,000 by default. */
const DOCUMENTS = Number(process.env.DIFFERENTIAL_DOCUMENTS ?? 20_000)
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 1)

let world: World
let schema: GraphQLSchema
beforeAll(async () => {
  world = await openWorld(SEED)
  schema = createSchema()
})
afterAll(() => world.close())

async function context(): Promise<Context> {
  const { sql } = world
  return { sql, chainId: CHAIN_ID, now: new Date(), head: await indexHead(sql), loaders: createLoaders(sql) }
}

const fastPath = createFastPath()

it(`answers ${DOCUMENTS} random documents as graphql-js does, byte by byte`, {
  timeout: 1_200_000,
}, async () => {
  const random = seeded(SEED)
  const counts = { fast: 0, fallback: 0, refused: 0, unwritable: 0 }
  for (let n = 0; n < DOCUMENTS; n += 1) {
    const { query, variables } = randomOperation(random, { schema, values: world.values })
    const document = parse(query)
    const [operation] = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION)
    if (operation === undefined) throw new TypeError(query)
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
    if (coerced === undefined) continue
    const contextValue = await context()
    const statement = fastPath({ schema, document, operation, variables: coerced, context: contextValue })
    if (statement === null) {
      counts.fallback += 1
      continue
    }
    const fast = await readAnswer(world.sql, statement, { isPrepared: false })
    const oracle = await execute({ schema, document, variableValues: variables, contextValue })
    if (oracle.errors !== undefined) {
      counts.refused += 1
      expect(fast, `${query} ${JSON.stringify(variables)} ${oracle.errors}`).toBeNull()
      continue
    }
    if (fast === null) {
      counts.unwritable += 1
      continue
    }
    counts.fast += 1
    expect(fast, `${query}\n${JSON.stringify(variables)}`).toBe(JSON.stringify(oracle.data))
  }
  console.log(counts)
  expect(counts.fast).toBeGreaterThan(DOCUMENTS * 0.5)
})
