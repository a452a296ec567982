import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeKinds } from '#domain/change.ts'
import type { Database } from '../connection.ts'
import { type MigratedDatabase, openTestDatabase } from '../test-database.ts'
import type { Position, Window } from './keyset.ts'
import { type ChangeFilter, listChanges } from './list-changes.ts'
import { owners, providers } from './test-leases.ts'

const COUNT = 60_000

let database: MigratedDatabase
let captured: { readonly text: string; readonly values: readonly unknown[] }[]
let spied: Database

beforeAll(async () => {
  database = await openTestDatabase()
  captured = []
  await database.sql`
    insert into change (position, kind, subject, height, owner, dseq, provider, lease_key)
    select n, kind, subject, 1 + n / 3, split_part(subject, '/', 1), n,
      split_part(subject, '/', 5), case when kind like 'LEASE%' then subject end
    from (
      select n, (${changeKinds.slice(2)}::text[])[1 + n * 7 % ${changeKinds.length - 2}::int] as kind,
        (${owners}::text[])[1 + n * 3 % ${owners.length}::int] || '/' || n || '/1/1/' ||
        (${providers}::text[])[1 + n * 5 % ${providers.length}::int] || '/0' as subject
      from generate_series(1, ${COUNT}::int) n
    ) a`
  await database.sql`vacuum analyze change`
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

async function planOf(filter: ChangeFilter, window: Window): Promise<string> {
  captured.length = 0
  await listChanges(spied, filter, window)
  const [statement] = captured.filter(({ text }) => text.includes('from change'))
  const rows = await database.sql.unsafe(
    `explain (analyze, buffers off, costs off) ${statement?.text}`,
    (statement?.values ?? []) as string[],
  )
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

const filters: Readonly<Record<string, ChangeFilter>> = {
  none: {},
  'one kind': { kinds: ['LEASE_CLOSED'] },
  'several kinds': { kinds: ['LEASE_CLOSED', 'BID_CREATED', 'PROVIDER_CREATED', 'DEPLOYMENT_CLOSED'] },
  'rare kinds': { kinds: ['PROVIDER_CREATED', 'PROVIDER_UPDATED'] },
  'every kind': { kinds: changeKinds },
  owner: { owner: owners[3] },
  provider: { provider: providers[3] },
  'owner and kinds': { owner: owners[3], kinds: ['LEASE_CLOSED', 'BID_CREATED'] },
}

/** How many rows of the list were read for nothing. */
const filteredOut = (plan: string) =>
  [...plan.matchAll(/ on change c[^>]*?Rows Removed by Filter: (\d+)/g)].reduce(
    (all, match) => all + Number(match[1]),
    0,
  )

/** Absent ones, early and late. */
const places: readonly (Position | null)[] = [
  null,
  ['10000', 'LEASE_CLOSED', `${owners[0]}/1`],
  ['19990', 'LEASE_CLOSED', `${owners[0]}/1`],
]

describe('a page of the feed', () => {
  for (const [name, filter] of Object.entries(filters))
    for (const backward of [false, true])
      it(`is found by an index: ${name}, ${backward ? 'backward' : 'forward'}`, async () => {
        for (const end of places) {
          const ends = backward ? { after: null, before: end } : { after: end, before: null }
          const plan = await planOf(filter, { limit: 21, backward, ...ends })
          expect(plan).toMatch(/Index (Only )?Scan/)
          expect(plan).not.toMatch(/Seq Scan on change c/)
          // Every piece ends with the page: no scan of the list reads more rows than that.
          const scans = plan.split('\n').filter((line) => /Scan .* on change c/.test(line))
          for (const line of scans)
            expect(Number(/rows=([\d.]+) loops/.exec(line)?.[1]), plan).toBeLessThanOrEqual(21)
          expect(filteredOut(plan), plan).toBeLessThan(COUNT / 10)
        }
      })
})
