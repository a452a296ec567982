import type { Queryable } from './connection.ts'

/** The newest heights above `above` at which something went to quarantine, newest first. */
export async function quarantinedHeights(
  sql: Queryable,
  { above, limit }: { readonly above: number; readonly limit: number },
): Promise<readonly number[]> {
  const rows = await sql<{ height: number }[]>`
    select distinct height from quarantine where height > ${above} order by height desc limit ${limit}`
  return rows.map((row) => row.height)
}
