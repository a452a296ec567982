import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execute, type GraphQLSchema, getVariableValues, Kind, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bidKey } from '#domain/ids.ts'
import type { Context } from '#gateway/context.ts'
import { createFastPath } from '#gateway/fast/fast-path.ts'
import { encodeGlobalId } from '#gateway/global-id.ts'
import { createLoaders } from '#gateway/loaders.ts'
import { createSchema } from '#gateway/schema.ts'
import { CHAIN_ID, type TestGateway } from '#gateway/test-gateway.ts'
import { openTestWorld } from '#gateway/test-world.ts'
import { readAnswer } from '#store/answer/answer.ts'
import { indexHead } from '#store/query/index-head.ts'
import { bidId } from '#store/test-records.ts'
import { sqlLines } from './sql-lines.ts'

/** What each document becomes: its SQL, and the answer, the same from graphql-js. Read them to see how the fast path works. */
const folder = fileURLToPath(new URL('fast-path', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.graphql'))

let gateway: TestGateway
let schema: GraphQLSchema
beforeAll(async () => {
  gateway = await openTestWorld()
  schema = createSchema()
})
afterAll(() => gateway.end())

async function context(): Promise<Context> {
  const { sql } = gateway.database
  const head = await indexHead(sql)
  // The same at every run: how long ago the test wrote its last block is not.
  return {
    sql,
    chainId: CHAIN_ID,
    now: new Date('2026-02-01T00:00:00Z'),
    head: { ...head, idleSeconds: 1 },
    loaders: createLoaders(sql),
  }
}

function variablesOf(name: string): Record<string, unknown> {
  const path = join(folder, name.replace('.graphql', '.json'))
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '{}'
  return JSON.parse(
    text.replace('@lease', encodeGlobalId({ type: 'Lease', chainId: CHAIN_ID, key: bidKey(bidId) })),
  )
}

describe('the fast path', () => {
  it.each(names)('turns %s into one statement', async (name) => {
    const query = readFileSync(join(folder, name), 'utf8')
    const document = parse(query)
    const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION)
    const variables = variablesOf(name)
    if (operation === undefined) throw new TypeError(`${name} has no operation`)
    const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
    const contextValue = await context()
    const statement = createFastPath()({
      schema,
      document,
      operation,
      variables: coerced,
      context: contextValue,
    })
    const answer =
      statement === null ? null : await readAnswer(gateway.database.sql, statement, { isPrepared: false })
    const oracle = await execute({ schema, document, variableValues: variables, contextValue })
    expect(oracle.errors).toBeUndefined()
    if (answer !== null) expect(answer).toBe(JSON.stringify(oracle.data))
    const golden = [
      '# Query',
      query.trim(),
      '',
      '# Variables',
      JSON.stringify(variables, null, 2),
      '',
      '# SQL',
      statement === null ? 'none: graphql-js answers' : sqlLines(statement.text),
      '',
      '# Parameters',
      ...(statement?.values ?? []).map((value, index) => `$${index + 1} ${value}`),
      '',
      '# Answer',
      JSON.stringify(oracle.data, null, 2),
      '',
    ].join('\n')
    await expect(golden).toMatchFileSnapshot(join(folder, name.replace('.graphql', '.golden')))
  })
})
