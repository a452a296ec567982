import type { Queryable } from '../connection.ts'

/** Providers that say they lease IPs. */
export async function countIpProviders(sql: Queryable): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) as count from provider p where p.declares_ip_leases`
  return row?.count ?? 0
}
