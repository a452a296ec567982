import type { Queryable } from '../connection.ts'

/** What is counted, and by which column; constants of ours, never input. */
const children = {
  group: { table: 'deployment_group', parent: 'deployment_key' },
  order: { table: 'market_order', parent: 'group_key' },
  bid: { table: 'bid', parent: 'order_key' },
} as const

/** Key of a deployment, group or order → how many groups, orders or bids it has; where there are none it is left out. */
export async function countByParent(
  sql: Queryable,
  child: keyof typeof children,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const { table, parent } = children[child]
  const rows = await sql<{ key: string; count: number }[]>`
    select ${sql(parent)} as key, count(*) as count from ${sql(table)}
    where ${sql(parent)} = any(${[...keys]}::text[]) group by ${sql(parent)}`
  return new Map(rows.map((row) => [row.key, row.count]))
}
