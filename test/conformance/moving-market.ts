import type { ChainRecord, Lease, Order } from '#domain/record.ts'
import { CHAIN_ID } from '#gateway/test-gateway.ts'
import { commit } from '#store/commit.ts'
import type { Database } from '#store/connection.ts'
import { owners, providers, testAddress } from '#store/query/test-leases.ts'
import { commitAt, deployment, group, providerRecord } from '#store/test-records.ts'
import { seededRandom } from '../chaos/seeded-random.ts'

/** Above every number and height of the market that it begins with. */
const FIRST = 100_000
/** Ends of leases and orders in one block. */
const ENDINGS = 4
const BEGINNINGS = 4

/** A market that goes on: each `step` is a block in which leases, orders and providers come, end and change. */
export interface MovingMarket {
  /** Indexes one more block, as the indexer would. */
  step(): Promise<void>
  /** Keys of records that some step so far changed; those that it created are not among them. */
  readonly touched: ReadonlySet<string>
}

/** The database must hold what insertMarket put there. */
export function movingMarket(sql: Database, seed: number): MovingMarket {
  const random = seededRandom(seed)
  const touched = new Set<string>()
  let number = FIRST
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]

  const begin = (): ChainRecord[] => {
    const owner = pick(owners) ?? ''
    const id = { owner, dseq: BigInt(number++), gseq: 1, oseq: 1 }
    const lease: Lease = {
      kind: 'lease',
      id: { ...id, provider: pick(providers) ?? '', bseq: 0 },
      state: 'active',
      price: { denom: 'uakt', amount: String(Math.floor(random() * 1000)) },
      createdHeight: Math.floor(random() * 200) + 1,
      closedHeight: null,
      closeReason: null,
      reclaim: null,
    }
    const order: Order = {
      kind: 'order',
      id,
      state: random() < 0.5 ? 'open' : 'active',
      createdHeight: lease.createdHeight,
    }
    return [
      { ...deployment, id: { owner, dseq: id.dseq } },
      { ...group, id: { owner, dseq: id.dseq, gseq: 1 } },
      order,
      lease,
    ]
  }

  async function step(): Promise<void> {
    const height = await nextHeight(sql)
    const ending = await endings(sql, ENDINGS)
    for (const { key } of ending.leases) touched.add(key)
    for (const { key } of ending.orders) touched.add(key)
    for (const address of providers) touched.add(address)
    const created = Array.from({ length: BEGINNINGS }, begin).flat()
    const newProvider = { ...providerRecord, address: testAddress(9, height) }
    const changed = [
      ...ending.leases.map(({ lease }) => closed(lease, height)),
      ...ending.orders.map(({ order }) => order),
    ]
    const records = [...created, ...changed, newProvider].map((record) => ({
      record,
      evidence: { source: 'event' as const, height: FIRST + height },
    }))
    const changes = changed.flatMap((record) =>
      record.kind === 'lease'
        ? [
            {
              kind: 'LEASE_CLOSED' as const,
              subject: keyOf(record),
              height: FIRST + height,
              before: null,
              after: null,
            },
          ]
        : [],
    )
    await commit(sql, commitAt(height, { records, changes }), { chainId: CHAIN_ID, epoch: 0 })
  }
  return { step, touched }
}

/** The block after the one that the index stands at. */
export async function nextHeight(sql: Database): Promise<number> {
  const [at] = await sql<{ height: number }[]>`select height from cursor`
  return (at?.height ?? 0) + 1
}

const closed = (lease: Lease, height: number): Lease => ({
  ...lease,
  state: 'closed',
  closedHeight: FIRST + height,
  closeReason: 'owner',
})

const keyOf = ({ id }: Lease) => `${id.owner}/${id.dseq}/${id.gseq}/${id.oseq}/${id.provider}/${id.bseq}`

interface Ending {
  readonly leases: readonly { readonly key: string; readonly lease: Lease }[]
  readonly orders: readonly { readonly key: string; readonly order: Order }[]
}

/** Some open leases and orders, as they stand; of orders, those that end. */
async function endings(sql: Database, limit: number): Promise<Ending> {
  const leases =
    await sql`select * from lease where state in ('active', 'reclaiming') order by md5(key) limit ${limit}`
  const orders = await sql`select * from market_order where state = 'open' order by md5(key) limit 2`
  return {
    leases: leases.map((row) => ({
      key: row.key,
      lease: {
        kind: 'lease',
        id: {
          owner: row.owner,
          dseq: BigInt(row.dseq),
          gseq: row.gseq,
          oseq: row.oseq,
          provider: row.provider,
          bseq: row.bseq,
        },
        state: 'active',
        price: { denom: row.price_denom, amount: row.price_amount },
        createdHeight: row.created_height,
        closedHeight: null,
        closeReason: null,
        reclaim: null,
      },
    })),
    orders: orders.map((row) => ({
      key: row.key,
      order: {
        kind: 'order',
        id: { owner: row.owner, dseq: BigInt(row.dseq), gseq: row.gseq, oseq: row.oseq },
        state: 'closed',
        createdHeight: row.created_height,
      },
    })),
  }
}
