import { parseDeploymentKey } from '#domain/ids.ts'
import type { Queryable } from '../connection.ts'

/** Deployment key → how many leases it has; deployments without any are left out. */
export async function countLeasesOfDeployments(
  sql: Queryable,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const dseqs = keys.map((key) => parseDeploymentKey(key).dseq.toString())
  const rows = await sql<{ key: string; count: number }[]>`
    select l.deployment_key as key, count(*) as count
    from unnest(${[...keys]}::text[], ${dseqs}::numeric[]) as d (key, dseq)
    join lease l on l.dseq = d.dseq and l.deployment_key = d.key
    group by l.deployment_key`
  return new Map(rows.map((row) => [row.key, row.count]))
}
