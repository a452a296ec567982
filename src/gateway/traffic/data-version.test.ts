import { afterAll, beforeAll, expect, it } from 'vitest'
import { commit } from '#store/commit.ts'
import { indexHead } from '#store/query/index-head.ts'
import { type MigratedDatabase, openTestDatabase } from '#store/test-database.ts'
import { commitAt } from '#store/test-records.ts'
import { dataVersion } from './data-version.ts'

let database: MigratedDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const identity = { chainId: 'test-1', epoch: 0 }
const versionAt = async (now: Date) => dataVersion(await indexHead(database.sql), now)

it('changes with every commit and with what time makes of it, and sorts by age', async () => {
  const blockTime = () => database.sql<{ time: Date }[]>`select time from cursor`
  const versions = [await versionAt(new Date())]
  for (const height of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
    await commit(database.sql, commitAt(height), identity)
    const [row] = await blockTime()
    const fresh = new Date((row?.time.getTime() ?? 0) + 1000)
    versions.push(await versionAt(fresh))
    expect(await versionAt(fresh)).toBe(versions.at(-1))
    versions.push(await versionAt(new Date(fresh.getTime() + 60_000)))
    // The same block again, as a repair writes it.
    await database.sql`update cursor set updated_at = updated_at + interval '1 microsecond'`
    versions.push(await versionAt(fresh))
    await database.sql`update cursor set updated_at = updated_at - interval '61 seconds'`
    expect(await versionAt(fresh)).not.toBe(versions.at(-1))
    await database.sql`update cursor set updated_at = updated_at + interval '61 seconds'`
  }
  await database.sql`update cursor set epoch = epoch + 1`
  versions.push(await versionAt(new Date(0)))
  expect(new Set(versions).size).toBe(versions.length)
  expect([...versions].sort()).toEqual(versions)
})
