import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MigratedDatabase, openTestDatabase } from '../test-database.ts'
import { insertTestLeases } from './test-leases.ts'

let database: MigratedDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

it('makes amounts as the chain has them: without zeros at the end', async () => {
  await insertTestLeases(database.sql, { from: 1, to: 500, heights: 100 })
  const rows = await database.sql<{ amount: string }[]>`
    select distinct price_amount::text as amount from lease where price_amount::text ~ '[.](.*0)?$'`
  expect(rows.map(({ amount }) => amount)).toEqual([])
})
