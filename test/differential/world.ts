import { bidKey, deploymentKey } from '#domain/ids.ts'
import { changeId } from '#domain/past-changes.ts'
import { encodeGlobalId } from '#gateway/global-id.ts'
import { commit } from '#store/commit.ts'
import type { Database } from '#store/connection.ts'
import { type MigratedDatabase, openTestDatabase } from '#store/test-database.ts'
import { commitAt, cursorAt, hashAt, seenAt } from '#store/test-records.ts'
import type { Values } from '../random/input.ts'
import { marketOwners, marketProviders, type OddMarket, oddMarket } from './odd-market.ts'

export const CHAIN_ID = 'odd-1'

/** A database with an odd market in it, and values to ask for it by. */
export interface World {
  readonly database: MigratedDatabase
  readonly sql: Database
  readonly values: Values
  close(): Promise<void>
}

/** A repeatable random function: mulberry32, public domain. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export async function openWorld(seed: number): Promise<World> {
  const database = await openTestDatabase()
  const market = oddMarket(seeded(seed))
  await fill(database.sql, market)
  return { database, sql: database.sql, values: valuesOf(market), close: () => database.close() }
}

async function fill(sql: Database, { records, changes, timed }: OddMarket): Promise<void> {
  const identity = { chainId: CHAIN_ID, epoch: 0 }
  const blocks = timed.map((height) => ({
    height,
    hash: hashAt(height),
    time: new Date(cursorAt(height).time.getTime() + 7),
  }))
  const stages = [
    { list: { kind: 'lease', state: 'closed' } as const, resume: null, done: 3, total: 10, finished: false },
  ]
  await commit(sql, commitAt(1, { records: seenAt(1, records) }), identity)
  await commit(sql, commitAt(2, { changes, blocks, stages }), identity)
}

function valuesOf({ records, changes }: OddMarket): Values {
  const keys = (kind: string) => records.flatMap((one) => (one.kind === kind && 'id' in one ? [one.id] : []))
  const leases = records.filter((one) => one.kind === 'lease').map(({ id }) => id)
  const json = (id: object) =>
    Object.fromEntries(
      Object.entries(id).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]),
    )
  const id = (type: 'Lease' | 'Deployment' | 'Provider' | 'Change', key: string) =>
    encodeGlobalId({ type, chainId: CHAIN_ID, key })
  const deployments = records.filter((one) => one.kind === 'deployment').map((one) => one.id)
  void keys
  return new Map<string, readonly unknown[]>([
    ['Query.lease', leases.slice(0, 80).map((one) => ({ id: json(one) }))],
    ['Query.deployment', deployments.map((one) => json(one))],
    [
      'ID',
      [
        ...leases.slice(0, 20).map((one) => id('Lease', bidKey(one))),
        ...deployments.slice(0, 5).map((one) => id('Deployment', deploymentKey(one))),
        ...marketProviders.map((one) => id('Provider', one)),
        ...changes.slice(0, 5).map((one) => id('Change', changeId(one))),
        encodeGlobalId({
          type: 'Lease',
          chainId: 'other-1',
          key: bidKey(leases[0] ?? { owner: '', dseq: 0n, gseq: 0, oseq: 0, provider: '', bseq: 0 }),
        }),
      ],
    ],
    ['Address', [...marketOwners, ...marketProviders]],
    ['LeaseFilter.owner', marketOwners],
    ['LeaseFilter.provider', marketProviders],
    ['UInt64', ['0', '1', '2', '40', '77', '18446744073709551615']],
    ['DateTime', ['2023-11-14T22:13:00Z', '2023-11-14T22:20:00Z', '2023-11-14T22:25:00Z']],
    ['AttributeInput.key', ['region', 'feat-endpoint-ip', '"quoted"']],
    ['AttributeInput.value', ['true', 'us-west', null]],
    ['first', [0, 1, 2, 5, 100]],
  ])
}
