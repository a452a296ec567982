import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database, Queryable } from '../connection.ts'
import { type MigratedDatabase, openTestDatabase } from '../test-database.ts'
import { leaseActivity } from './lease-activity.ts'
import { leasePrices } from './lease-prices.ts'
import type { SeriesFilter } from './series-filter.ts'
import { insertTestLeases, providers } from './test-leases.ts'

const COUNT = 40_000

let database: MigratedDatabase
let captured: { readonly text: string; readonly values: readonly unknown[] }[]
let spied: Database

beforeAll(async () => {
  database = await openTestDatabase()
  await insertTestLeases(database.sql, { from: 1, to: COUNT, heights: COUNT })
  await database.sql`vacuum analyze lease`
  captured = []
  const options = {
    max: 1,
    types: { bigint: { to: 20, from: [20], parse: Number, serialize: String } },
    debug: (_connection: number, text: string, values: unknown[]) => captured.push({ text, values }),
  }
  spied = postgres(database.url, options)
})
afterAll(async () => {
  await spied.end({ timeout: 1 })
  await database.close()
})

async function planOf(read: (sql: Queryable) => Promise<unknown>): Promise<string> {
  captured.length = 0
  await read(spied)
  const [statement] = captured.filter(({ text }) => text.includes('from lease'))
  const rows = await database.sql.unsafe(`explain ${statement?.text}`, (statement?.values ?? []) as string[])
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

const filters: Readonly<Record<string, SeriesFilter>> = {
  'all leases': { providers: null, ipOnly: false },
  'leases with IPs': { providers: null, ipOnly: true },
  "a provider's": { providers: providers.slice(3, 4), ipOnly: false },
  "a provider's with IPs": { providers: providers.slice(3, 4), ipOnly: true },
  "many providers'": { providers, ipOnly: true },
}
/** The last twentieth, which is what is mostly asked for. */
const borders = Array.from({ length: 101 }, (_, n) => COUNT - 2000 + n * 20)

describe('a series of late', () => {
  it.each(Object.entries(filters))('does not read every lease: %s', async (_name, filter) => {
    const question = { ...filter, borders }
    for (const read of [
      (sql: Queryable) => leaseActivity(sql, question),
      (sql: Queryable) => leasePrices(sql, { ...question, denom: 'uakt' }),
    ])
      expect(await planOf(read)).not.toMatch(/Seq Scan on lease/)
  })
})
