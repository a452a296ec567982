import { getVariableValues, Kind, type OperationDefinitionNode, parse } from 'graphql'
import { Failure } from '#domain/failure.ts'
import { createFastPath } from '#gateway/fast/fast-path.ts'
import { createLoaders } from '#gateway/loaders.ts'
import { createSchema } from '#gateway/schema.ts'
import type { AnswerStatement } from '#store/answer/answer.ts'
import type { Database } from '#store/connection.ts'
import { indexHead } from '#store/query/index-head.ts'
import type { Asked } from './read-mix.ts'
import { CHAIN_ID } from './seed-leases.ts'

/**
 * Writes the statement that the gateway sends for a request, with its parameters as literals, so that pgbench can
 * send it too. Throws where the gateway has no single statement for it.
 */
export async function gatewaySql(sql: Database): Promise<(asked: Asked) => string> {
  const schema = createSchema()
  const head = await indexHead(sql)
  const fast = createFastPath()
  const context = { sql, chainId: CHAIN_ID, now: new Date(), head, loaders: createLoaders(sql) }
  return ({ body }) => {
    const asked: { query: string; variables: Record<string, unknown> } = JSON.parse(body)
    const document = parse(asked.query)
    const operation = document.definitions.find(isOperation)
    if (operation === undefined) throw new Failure('INTERNAL', `no operation in ${asked.query}`)
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], asked.variables)
    const statement = fast({ schema, document, operation, variables: coerced ?? {}, context })
    if (statement === null)
      throw new Failure('INTERNAL', `the gateway has no single statement for ${asked.query}`)
    return withLiterals(statement)
  }
}

const isOperation = (definition: { kind: string }): definition is OperationDefinitionNode =>
  definition.kind === Kind.OPERATION_DEFINITION

/** Nothing in the text but parameters has a dollar and a number: input never stands in it. */
const withLiterals = ({ text, values }: AnswerStatement) =>
  text.replace(
    /\$(\d+)/g,
    (_, number: string) => `'${(values[Number(number) - 1] ?? '').replaceAll("'", "''")}'`,
  )
