import type { Queryable } from './connection.ts'

/**
 * Heights above `above` at which something that is not over was created and whose block's time is unknown,
 * newest first. History is left out: it would be a block for nearly every record.
 */
export async function untimedHeights(
  sql: Queryable,
  { above, limit }: { readonly above: number; readonly limit: number },
): Promise<readonly number[]> {
  const rows = await sql<{ height: number }[]>`
    select created_height as height from (
      select created_height from lease where state in ('active', 'reclaiming')
      union select created_height from deployment where state = 'active'
    ) open
    where created_height > ${above} and not exists (select from block b where b.height = open.created_height)
    order by created_height desc limit ${limit}`
  return rows.map((row) => row.height)
}
