import type { Queryable } from '../connection.ts'

/** Leases in state active or reclaiming that want at least one IP. */
export async function countActiveIpLeases(sql: Queryable): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from lease l
    where l.state in ('active', 'reclaiming') and l.ip_endpoint_count > 0`
  return row?.count ?? 0
}
