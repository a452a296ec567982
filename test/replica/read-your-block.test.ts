import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createDataSource } from '#gateway/data-source.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { createMetrics } from '#platform/metrics.ts'
import { joinTestCluster } from '#platform/test-postgres.ts'
import { commit } from '#store/commit.ts'
import { type Database, openDatabase } from '#store/connection.ts'
import { migrate } from '#store/migrate.ts'
import { indexHead } from '#store/query/index-head.ts'
import { migrationsFolder } from '#store/test-database.ts'
import { commitAt } from '#store/test-records.ts'
import { type ReplicatedPostgres, startReplicatedPostgres } from './replicated-postgres.ts'

let server: ReplicatedPostgres
let primary: Database
let replica: Database

beforeAll(async () => {
  server = await startReplicatedPostgres()
  const cluster = joinTestCluster(server.url)
  const { url } = await cluster.createDatabase()
  await cluster.close()
  await migrate({ url, folder: migrationsFolder })
  primary = openDatabase({ url, max: 2, applicationName: 'ipgw test' })
  replica = openDatabase({ url: server.replicaUrl(url), max: 2, applicationName: 'ipgw test' })
})
afterAll(async () => {
  await Promise.all([primary, replica].map((sql) => sql.end({ timeout: 1 })))
  await server.close()
})

/** Just after the block of this height, by the clock of the test's blocks. */
const clockAt = async (seconds: number) => {
  const { time } = await indexHead(primary)
  return {
    now: () => new Date((time?.getTime() ?? 0) + seconds * 1000),
    monotonicMs: systemClock.monotonicMs,
  }
}

async function open(lagSeconds = 1) {
  const lines: string[] = []
  const log = createLog({ level: 'info', format: 'json', sink: { write: (line) => lines.push(line) } })
  const metrics = createMetrics({ processMetrics: false })
  const clock = await clockAt(lagSeconds)
  const source = createDataSource({ primary, replica, clock, log, metrics })
  const choose = async (minHeight: number | null) => {
    const { sql, head, reason } = await source.choose(minHeight)
    return [sql === primary ? 'primary' : 'replica', head.height, reason]
  }
  return { choose, lines, metrics }
}

const index = (height: number) => commit(primary, commitAt(height), { chainId: 'test-1', epoch: 0 })
const untilReplicaHas = (height: number) =>
  vi.waitFor(async () => expect((await indexHead(replica)).height).toBe(height), {
    timeout: 10_000,
    interval: 20,
  })
const asleep = () => new Promise((resolve) => setTimeout(resolve, 10))

describe('a request reads its own block', () => {
  it('from the replica, as long as that has it', async () => {
    await index(1)
    await untilReplicaHas(1)
    const { choose } = await open()
    expect(await choose(null)).toEqual(['replica', 1, 'replica'])
    expect(await choose(1)).toEqual(['replica', 1, 'replica'])
  })

  it('from the primary, where the replica lags; and from neither, where both do', async () => {
    await server.pause()
    await index(2)
    const { choose, metrics } = await open()
    expect(await choose(2)).toEqual(['primary', 2, 'replica is behind'])
    expect(await choose(1)).toEqual(['replica', 1, 'replica'])
    expect(await choose(null)).toEqual(['replica', 1, 'replica'])
    await expect(choose(3)).rejects.toMatchObject({
      code: 'STALE',
      message: 'block 3 was asked for, but the primary has block 2 and the replica has block 1',
      values: { retryAfterSeconds: 6 },
    })
    await expect(choose(Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({ values: { retryAfterSeconds: 60 } })
    expect(await metrics.text()).toContain(
      'ipgw_data_source_total{database="primary",reason="replica is behind"} 1',
    )
  })

  it('from the replica again, once that has caught up', async () => {
    const { choose } = await open()
    await server.resume()
    await untilReplicaHas(2)
    expect(await choose(2)).toEqual(['replica', 2, 'replica'])
  })
})

describe('a replica that is late by the clock', () => {
  it('is passed over where the primary knows more', async () => {
    await server.pause()
    await index(3)
    const { choose } = await open(31)
    expect(await choose(null)).toEqual(['primary', 3, 'replica is late'])
    expect(await choose(2)).toEqual(['primary', 3, 'replica is late'])
  })

  it('is as good as a primary that is as late', async () => {
    await server.resume()
    await untilReplicaHas(3)
    const { choose } = await open(31)
    expect(await choose(null)).toEqual(['replica', 3, 'replica'])
  })
})

describe('a replica that is gone', () => {
  it('is passed over, said once, and taken up again', async () => {
    await server.stopReplica()
    const { choose, lines } = await open()
    for (let request = 0; request < 5; request++) {
      expect(await choose(null)).toEqual(['primary', 3, 'replica is silent'])
      await asleep()
    }
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('the replica does not answer; reading from the primary')
    await expect(choose(4)).rejects.toThrow('block 4 was asked for, but the primary has block 3')
    await server.startReplica()
    const again = ['replica', 3, 'replica']
    await vi.waitFor(async () => expect(await choose(3)).toEqual(again), { timeout: 20_000, interval: 50 })
    expect(lines[1]).toContain('the replica answers again')
  })
})
