import type { GraphQLSchema } from 'graphql'
import { readAnswer } from '#store/answer/answer.ts'
import { onDatabase } from '#store/database-failure.ts'
import type { PreparedBudget } from '#store/prepared-budget.ts'
import type { Executor } from '../operation-request.ts'
import { createFastPath } from './fast-path.ts'

export interface FastExecutorOptions {
  readonly schema: GraphQLSchema
  readonly budget: PreparedBudget
  /** Answers what has no statement of its own. */
  readonly otherwise: Executor
}

/** Has Postgres write the whole answer, where it can. */
export function fastExecutor({ schema, budget, otherwise }: FastExecutorOptions): Executor {
  const statementOf = createFastPath()
  return {
    async execute(request) {
      const { document, operation, variables, context } = request
      const statement = statementOf({ schema, document: document.document, operation, variables, context })
      if (statement === null) return otherwise.execute(request)
      const isPrepared = budget.shouldPrepare(statement.text)
      const data = await onDatabase(() => readAnswer(context.sql, statement, { isPrepared }))
      if (data === null) return otherwise.execute(request)
      const sent = { text: statement.text, parameterCount: statement.values.length }
      return { members: `"data":${data}`, errorCodes: [], status: 200, path: 'fast', statement: sent }
    },
  }
}
