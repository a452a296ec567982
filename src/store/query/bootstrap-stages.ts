import type { Queryable } from '../connection.ts'

/** How far one list of chain state has been read at bootstrap. */
export interface StageRow {
  readonly kind: string
  /** "" for providers, which have no states. */
  readonly state: string
  readonly done: number
  /** An estimate until finished. */
  readonly total: number
  readonly finished: boolean
}

/** The lists of bootstrap in the order in which they are read; empty before it has begun. */
export async function bootstrapStages(sql: Queryable): Promise<StageRow[]> {
  const rows = await sql<{ kind: string; state: string; done: number; total: number; finished: boolean }[]>`
    select kind, state, done, total, finished from stage order by ordinal`
  return [...rows]
}
