import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../connection.ts'
import { type MigratedDatabase, openTestDatabase } from '../test-database.ts'
import type { Position } from './keyset.ts'
import { type LeaseFilter, leaseOrders } from './lease-filter.ts'
import { listLeases } from './list-leases.ts'
import { insertTestLeases, owners, providers } from './test-leases.ts'

const COUNT = 100_000

/** Every condition alone, and those that are asked together. */
const filters: Readonly<Record<string, LeaseFilter>> = {
  none: {},
  owner: { owner: owners[3] },
  provider: { provider: providers[3] },
  dseq: { dseq: 4711n },
  'owner and dseq': { owner: owners[31], dseq: 4711n },
  running: { states: ['active', 'reclaiming'] },
  closed: { states: ['closed'] },
  'out of funds': { states: ['insufficient_funds'] },
  'a rare reason': { closeReasons: ['manifest_timeout'] },
  'with IPs': { hasIpEndpoints: true },
  'without IPs': { hasIpEndpoints: false },
  'created after': { createdAfterHeight: 99_000n },
  'created before': { createdBeforeHeight: 1000n },
  "a provider's running ones": { provider: providers[3], states: ['active'] },
  'running with IPs': { states: ['active', 'reclaiming'], hasIpEndpoints: true },
}

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

/** The nodes of a plan with what each of them reads. */
async function planOf(question: Parameters<typeof listLeases>[1]): Promise<string> {
  captured.length = 0
  await listLeases(spied, question)
  const [statement] = captured.filter(({ text }) => text.includes('from lease'))
  const rows = await database.sql.unsafe(`explain (analyze, buffers off, costs off) ${statement?.text}`, [
    ...((statement?.values ?? []) as string[]),
  ])
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

const middle: Readonly<Record<(typeof leaseOrders)[number], Position>> = {
  CREATED_DESC: ['50000', 'akash1m'],
  CREATED_ASC: ['50000', 'akash1m'],
  CLOSED_DESC: ['50000', 'akash1m'],
  PRICE_DESC: ['25.5', 'akash1m'],
}

describe('a page of leases', () => {
  for (const order of leaseOrders)
    for (const [name, filter] of Object.entries(filters))
      for (const backward of [false, true])
        it(`is found by an index: ${name}, ${order}, ${backward ? 'backward' : 'forward'}`, async () => {
          for (const after of [null, middle[order]]) {
            const window = {
              limit: 21,
              backward,
              ...(backward ? { after: null, before: after } : { after, before: null }),
            }
            const plan = await planOf({ filter, order, window })
            expect(plan).toMatch(/Index (Only )?Scan/)
            expect(plan).not.toMatch(/Seq Scan on lease/)
            const ms = Number(/Execution Time: ([\d.]+) ms/.exec(plan)?.[1])
            expect(ms, plan).toBeLessThan(200)
          }
        })
})
