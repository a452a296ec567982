import { expect } from 'vitest'
import { createSource } from '#chain/source.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'
import { verify } from '#projector/verify.ts'
import { type Database, openDatabase } from '#store/connection.ts'
import { hashTables } from '#store/hash-tables.ts'
import { createStore } from '#store/store.ts'

export interface FeedRow {
  readonly position: string
  readonly kind: string
  readonly subject: string
  readonly height: number
  readonly before: unknown
  readonly after: unknown
}

export interface QuarantineRow {
  readonly height: number
  readonly tx_index: number
  readonly event_index: number
  readonly reason: string
  readonly raw: Buffer
}

/** What an index holds in the end. */
export interface EndState {
  readonly height: number | null
  /** Of facts, by table. */
  readonly tables: Readonly<Record<string, string>>
  /** In the order of its positions. */
  readonly feed: readonly FeedRow[]
  readonly quarantine: readonly QuarantineRow[]
  readonly cursor: { readonly received: number; readonly quarantined: number; readonly resync: boolean }
}

const onDatabase = async <T>(url: string, work: (sql: Database) => Promise<T>): Promise<T> => {
  const sql = openDatabase({ url, max: 2, applicationName: 'test' })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

export const endState = (databaseUrl: string): Promise<EndState> =>
  onDatabase(databaseUrl, async (sql) => {
    const { height, tables } = await hashTables(sql)
    const feed = await sql<FeedRow[]>`
      select position, kind, subject, height, before, after from change order by position`
    const quarantine = await sql<QuarantineRow[]>`
      select height, tx_index, event_index, reason, raw from quarantine order by height, tx_index, event_index`
    const [cursor] = await sql<EndState['cursor'][]>`
      select received_total::int as received, quarantined_total::int as quarantined, resync_needed as resync from cursor`
    if (cursor === undefined) throw new TypeError('there is no cursor')
    return { height, tables, feed: [...feed], quarantine: [...quarantine], cursor }
  })

/** What was told, whatever the order and the positions. */
export const news = ({ feed }: EndState) => feed.map(({ position: _, ...row }) => JSON.stringify(row)).sort()

/** Positions 1, 2, 3, … and nothing told twice. */
export function expectSoundFeed({ feed }: EndState): void {
  expect(feed.map(({ position }) => Number(position))).toEqual(feed.map((_, index) => index + 1))
  const ids = feed.map(({ kind, subject, height }) => `${kind}/${subject}@${height}`)
  expect(new Set(ids).size).toBe(ids.length)
}

/** What `ipgw verify` finds against this node. */
export const driftAgainst = (node: { readonly url: string; readonly chainId: string }, databaseUrl: string) =>
  onDatabase(databaseUrl, async (sql) => {
    const source = createSource({
      urls: [node.url],
      chainId: node.chainId,
      clock: systemClock,
      random: Math.random,
      log: createLog({ level: 'silent', format: 'json' }),
      subscribe: false,
    })
    try {
      const store = createStore({ sql, chainId: node.chainId, epoch: 0 })
      return await verify({ source, store }, { scope: 'all' }, AbortSignal.timeout(20_000))
    } finally {
      await source.close()
    }
  })

/** What no record remembers, and so nobody can tell when the block is lost; state proves all else, with its height. */
const FORGOTTEN = ['ORDER_CLOSED', 'BID_CLOSED', 'DEPLOYMENT_UPDATED', 'PROVIDER_CREATED', 'PROVIDER_UPDATED']

/** The news without what is lost with the results of these blocks. */
export const provable = (state: EndState, lost: readonly number[]) =>
  news({
    ...state,
    feed: state.feed.filter(({ kind, height }) => !(lost.includes(height) && FORGOTTEN.includes(kind))),
  })
