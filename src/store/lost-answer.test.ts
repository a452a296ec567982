import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Change } from '#domain/change.ts'
import { isFailure } from '#domain/failure.ts'
import { refOf } from '#domain/record.ts'
import type { Database } from './connection.ts'
import { openDatabase } from './connection.ts'
import { feedHead } from './feed.ts'
import type { Store } from './store.ts'
import { createStore } from './store.ts'
import type { MigratedDatabase } from './test-database.ts'
import { openTestDatabase } from './test-database.ts'
import type { Gate } from './test-gate.ts'
import { openGate } from './test-gate.ts'
import { commitAt, everything, hashAt, lease, seenAt } from './test-records.ts'

let database: MigratedDatabase
let gate: Gate
let sql: Database
let store: Store

beforeEach(async () => {
  database = await openTestDatabase()
  gate = await openGate(database.url)
  sql = openDatabase({ url: gate.url, max: 2, applicationName: 'ipgw test' })
  store = createStore({ sql, chainId: 'test-1', epoch: 0 })
  await store.commit(commitAt(1))
})
afterEach(async () => {
  await sql.end({ timeout: 1 })
  await gate.close()
  await database.close()
})

const news: Change = {
  kind: 'LEASE_CREATED',
  subject: refOf(lease).key,
  height: 2,
  before: null,
  after: null,
}
const full = commitAt(2, { records: seenAt(2, everything), changes: [news] })
const unavailable = (error: unknown) => isFailure(error, 'DATABASE_UNAVAILABLE')

it.each([
  { what: 'a block with news', input: full, direction: 'asked', text: 'commit', height: 1 },
  { what: 'a block with news', input: full, direction: 'answered', text: 'COMMIT', height: 2 },
  { what: 'a block without news', input: commitAt(2), direction: 'asked', text: hashAt(2), height: 1 },
  { what: 'a block without news', input: commitAt(2), direction: 'answered', text: 'UPDATE 1', height: 2 },
] as const)(
  '$what, cut where it is $direction: the cursor says $height, and nothing is lost or twice',
  async (at) => {
    gate.cutAt(at.direction, at.text)
    await expect(store.commit(at.input)).rejects.toSatisfy(unavailable)
    expect((await store.cursor())?.height).toBe(at.height)
    const again = store.commit(at.input)
    if (at.height === 1) await again
    else await expect(again).rejects.toSatisfy((error) => isFailure(error, 'CURSOR_MOVED'))
    expect(await store.load(everything.map(refOf))).toHaveLength(at.input.records.length)
    expect(await feedHead(sql)).toBe(at.input.changes.length)
  },
)
