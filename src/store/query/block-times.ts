import type { Queryable } from '../connection.ts'

/** Height → time of its block; heights whose time is not known are left out. */
export async function blockTimes(sql: Queryable, heights: readonly number[]): Promise<Map<number, Date>> {
  const rows = await sql<{ height: number; time: Date }[]>`
    select height, time from block where height = any(${heights.map(String)}::bigint[])`
  return new Map(rows.map((row) => [row.height, row.time]))
}
