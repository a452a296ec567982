import type { Queryable } from '../connection.ts'
import { type GroupColumns, type GroupRow, groupRow } from './group-row.ts'
import { limit } from './keyset.ts'

/** The first groups of each of these deployments, by gseq. */
export async function groupsOfDeployments(
  sql: Queryable,
  keys: readonly string[],
  first: number,
): Promise<GroupRow[]> {
  const rows = await sql<GroupColumns[]>`
    select g.* from unnest(${[...keys]}::text[]) as d (key) cross join lateral (
      select key, deployment_key, gseq, name, state, ip_sequence_numbers
      from deployment_group g where g.deployment_key = d.key order by g.gseq ${limit(sql, first)}
    ) g`
  return rows.map(groupRow)
}
