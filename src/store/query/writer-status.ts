import type { Json } from '#domain/change.ts'
import type { Queryable } from '../connection.ts'

/** Who indexes, and what it last said of itself. */
export interface WriterStatus {
  /** Null: nobody indexes. */
  readonly holder: string | null
  /** Since it last renewed its claim, by the database's clock; null: nobody indexes. */
  readonly silentSeconds: number | null
  /** Null: it has said nothing yet. */
  readonly status: Json
}

/** Who indexes, and what it last said of itself. */
export async function writerStatus(sql: Queryable): Promise<WriterStatus> {
  const [row] = await sql<{ holder: string | null; silent: number | null; status: Json }[]>`
    select holder, extract(epoch from clock_timestamp() - renewed_at)::float8 as silent, status
    from writer where id = 1`
  if (row === undefined) return { holder: null, silentSeconds: null, status: null }
  return {
    holder: row.holder,
    silentSeconds: row.silent === null ? null : row.silent,
    status: row.status,
  }
}
