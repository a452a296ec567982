import postgres from 'postgres'
import type { Queryable } from '../connection.ts'
import { answerText } from './query-type.ts'
import type { Selection } from './selection.ts'
import { type AnswerFacts, Statement } from './statement.ts'

/** A statement that answers one operation, as it is sent. */
export interface AnswerStatement {
  readonly text: string
  readonly values: readonly string[]
}

/** Writes the statement that answers a whole operation: one row, one column, the JSON of `data`. */
export function writeAnswer(selection: Selection, facts: AnswerFacts): AnswerStatement {
  const statement = new Statement(facts)
  const text = answerText(selection, statement)
  return { text, values: statement.values }
}

export interface ReadOptions {
  /** Whether Postgres keeps the plan: worth it for what is asked again. */
  readonly isPrepared: boolean
}

/**
 * The JSON of `data`, as Postgres wrote it. Null where a value has no form that GraphQL allows: the statement then
 * ends with a data exception, and graphql-js says which field it is. Throws what else the database throws.
 */
export async function readAnswer(
  sql: Queryable,
  { text, values }: AnswerStatement,
  { isPrepared }: ReadOptions,
): Promise<string | null> {
  try {
    const [row] = await sql.unsafe<{ answer: string }[]>(text, values as string[], { prepare: isPrepared })
    return row?.answer ?? null
  } catch (error) {
    if (isDataException(error)) return null
    throw error
  }
}

/** Class 22 of postgresql.org/docs/current/errcodes-appendix.html. */
const isDataException = (error: unknown) =>
  error instanceof postgres.PostgresError && error.code.startsWith('22')
