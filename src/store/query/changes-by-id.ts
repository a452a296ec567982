import type { Change } from '#domain/change.ts'
import type { Queryable } from '../connection.ts'
import { type ChangeColumns, type ChangeRow, changeRow } from './change-row.ts'

/** The changes of the feed with these ids, in no order; absent ones are left out. */
export async function changesById(
  sql: Queryable,
  ids: readonly Pick<Change, 'kind' | 'subject' | 'height'>[],
): Promise<ChangeRow[]> {
  const subjects = ids.map((id) => id.subject)
  const heights = ids.map((id) => String(id.height))
  const kinds = ids.map((id) => id.kind)
  const rows = await sql<ChangeColumns[]>`
    select c.kind, c.subject, c.height, c.at, c.before, c.after
    from unnest(${subjects}::text[], ${heights}::bigint[], ${kinds}::text[]) as id (subject, height, kind)
    join change c on c.subject = id.subject and c.height = id.height and c.kind = id.kind`
  return rows.map(changeRow)
}
