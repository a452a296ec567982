import { afterAll, beforeAll, expect, it } from 'vitest'
import { explain } from './explain.ts'
import { insertTestLeases } from './query/test-leases.ts'
import { type MigratedDatabase, openTestDatabase } from './test-database.ts'

let database: MigratedDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await insertTestLeases(database.sql, { from: 1, to: 50, heights: 50 })
})
afterAll(() => database.close())

it('says how a statement would be executed, without values, and executes nothing', async () => {
  const text = 'select dseq from lease where owner = $1 and created_height > $2 order by dseq limit 5'
  const plan = await explain(database.sql, text, 2)
  expect(plan).toMatch(/Limit .*cost=/)
  expect(plan).toContain('$1')
  expect(plan).not.toContain('actual time')
  await explain(database.sql, 'delete from lease', 0)
  const [row] = await database.sql`select count(*)::int as count from lease`
  expect(row?.count).toBe(50)
})

it('leaves nothing behind, whatever happens', async () => {
  for (let round = 0; round < 10; round++) {
    await expect(explain(database.sql, 'select nothing from nowhere', 0)).rejects.toMatchObject({
      code: 'INTERNAL',
    })
    await expect(explain(database.sql, 'select dseq from lease where owner = $1', 2)).rejects.toThrow()
    expect(await explain(database.sql, 'select dseq from lease', 0)).toContain('lease')
  }
  for (const one of await Promise.all(Array.from({ length: 6 }, () => database.sql.reserve()))) {
    const [row] = await one`select current_setting('plan_cache_mode') as mode,
      (select count(*)::int from pg_prepared_statements where name = 'ipgw_explained') as left`
    expect(row).toEqual({ mode: 'auto', left: 0 })
    one.release()
  }
})
