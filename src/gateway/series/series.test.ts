import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blockRate, type TimedBlock } from '#domain/block-rate.ts'
import { heightAt } from '#domain/height-at.ts'
import { type Interval, intervalBorders } from '#domain/interval.ts'
import { commit } from '#store/commit.ts'
import { insertTestLeases, providers } from '#store/query/test-leases.ts'
import { commitAt, cursorAt, hashAt } from '#store/test-records.ts'
import { CHAIN_ID, countStatements, openTestGateway, type TestGateway } from '../test-gateway.ts'

const HEAD = 700
const headTime = new Date('2026-03-04T05:06:00.000Z')
/** Every 48th of them at a full minute, as the head. */
const timeOf = (height: number) => new Date(headTime.getTime() - (HEAD - height) * 61_250)
/** Times that are known: a few old ones, then all of them; nothing says when the blocks before 40 were made. */
const known: TimedBlock[] = Array.from({ length: HEAD }, (_, n) => n + 1)
  .filter((height) => height >= 600 || (height >= 40 && height % 80 === 40))
  .map((height) => ({ height, time: timeOf(height) }))
const head = { height: HEAD, time: headTime }

interface Row {
  readonly provider: string
  readonly state: string
  readonly created: number
  readonly closed: number | null
  readonly ips: number | null
  readonly denom: string
  readonly price: number
}

let gateway: TestGateway
let rows: readonly Row[]
beforeAll(async () => {
  gateway = await openTestGateway()
  const { sql } = gateway.database
  const cursor = { ...cursorAt(1), ...head }
  await commit(sql, commitAt(1, { cursor, latestHeight: HEAD }), { chainId: CHAIN_ID, epoch: 0 })
  for (const { height, time } of known)
    await sql`insert into block (height, hash, time) values (${height}, ${hashAt(height)}, ${time})`
  // Some are created, and more end, after the head: the indexer has gone on since the head was read.
  await insertTestLeases(sql, { from: 1, to: 3000, heights: HEAD + 20 })
  await sql`update lease set closed_height = null where dseq % 13 = 0`
  await sql`update lease set created_price_denom = 'uact' where dseq % 3 > 0`
  await sql`update lease set ip_endpoint_count = 1 where dseq % 5 = 0`
  await sql`insert into provider (address, host_uri, email, website, attributes, seen_height, seen_source)
    select distinct provider, 'https://x', '', '', '[]'::jsonb, 1, 'state' from lease`
  rows = await sql<Row[]>`select provider, state, created_height as created, closed_height as closed,
    ip_endpoint_count as ips, created_price_denom as denom, created_price_amount::float8 as price from lease`
})
afterAll(() => gateway.end())

interface Asked {
  readonly from: string
  readonly to: string
  readonly interval: Uppercase<Interval>
  readonly provider?: string | null
  readonly ipOnly?: boolean | null
  readonly denom?: string
}

/** What has to come out, in plain words: each interval by itself, each lease by itself. */
function oracle({ from, to, interval, provider = null, ipOnly = true, denom = 'uact' }: Asked) {
  const rate = blockRate(known[0] ?? head, head)
  const borders = intervalBorders(interval.toLowerCase() as Interval, Date.parse(from), Date.parse(to)).map(
    (atMs) => {
      const before = known.filter(({ time }) => time.getTime() <= atMs).at(-1) ?? null
      const after = known.find(({ time }) => time.getTime() > atMs) ?? null
      return {
        atMs,
        ...(heightAt(atMs, { before, after }, { head, rate }) ?? { height: -1, estimated: true }),
      }
    },
  )
  const mine = rows.filter(
    (row) => (provider === null || row.provider === provider) && (!(ipOnly ?? true) || (row.ips ?? 0) > 0),
  )
  return borders.slice(0, -1).flatMap((start, n) => {
    const end = borders[n + 1] ?? start
    if (start.atMs > headTime.getTime()) return []
    const isIn = (height: number | null) => height !== null && height > start.height && height <= end.height
    const hasEnded = (row: Row) =>
      ['closed', 'insufficient_funds'].includes(row.state) && (row.closed ?? row.created) <= end.height
    const at = new Date(start.atMs).toISOString()
    const estimated = start.estimated || end.estimated
    const opened = mine.filter((row) => isIn(row.created))
    const paid = opened
      .filter((row) => row.denom === denom)
      .map((row) => row.price)
      .sort((a, b) => a - b)
    const text = (price: number | undefined) => (price === undefined ? null : String(price))
    return [
      {
        activity: {
          at,
          estimated,
          opened: opened.length,
          closed: mine.filter((row) => isIn(row.closed)).length,
          active: mine.filter((row) => row.created <= end.height && !hasEnded(row)).length,
        },
        price: {
          at,
          estimated,
          opened: paid.length,
          lowest: text(paid[0]),
          median: text(paid[Math.ceil(paid.length / 2) - 1]),
          highest: text(paid.at(-1)),
        },
      },
    ]
  })
}

const query = `query ($from: DateTime!, $to: DateTime!, $interval: Interval!, $provider: Address, $ipOnly: Boolean, $denom: String = "uact") {
  leaseActivity(from: $from, to: $to, interval: $interval, provider: $provider, ipOnly: $ipOnly) { at opened closed active estimated }
  leasePrices(from: $from, to: $to, interval: $interval, provider: $provider, ipOnly: $ipOnly, denom: $denom) { at opened lowest median highest estimated } }`

async function expectAsOracle(asked: Asked): Promise<number> {
  const { data, errors } = await gateway.ask(query, asked)
  expect(errors).toBeUndefined()
  const wanted = oracle(asked)
  expect(data.leaseActivity).toEqual(wanted.map(({ activity }) => activity))
  expect(data.leasePrices).toEqual(wanted.map(({ price }) => price))
  return wanted.length
}

const all = { from: '2026-03-03T00:00:00Z', to: '2026-03-05T00:00:00Z' }
const cases: readonly Asked[] = [
  { ...all, interval: 'HOUR' },
  { ...all, interval: 'HOUR', ipOnly: false },
  { ...all, interval: 'HOUR', ipOnly: null, provider: providers[2] ?? '' },
  { ...all, interval: 'HOUR', ipOnly: false, provider: providers[2] ?? '', denom: 'uakt' },
  { ...all, interval: 'DAY', ipOnly: false },
  { ...all, interval: 'WEEK', ipOnly: false },
  { from: '2026-03-03T23:17:12Z', to: '2026-03-04T01:03:00.001Z', interval: 'MINUTE', ipOnly: false },
  { from: '2026-03-04T05:00:00Z', to: '2026-03-04T06:00:00Z', interval: 'MINUTE', ipOnly: false },
  { from: '2026-03-03T16:00:00Z', to: '2026-03-03T19:00:00Z', interval: 'MINUTE', ipOnly: false },
  { from: '2020-01-01T00:00:00Z', to: '2026-03-05T00:00:00Z', interval: 'WEEK', ipOnly: false },
  { from: '0000-01-01T00:00:00Z', to: '0000-02-01T00:00:00Z', interval: 'DAY' },
  { ...all, interval: 'HOUR', denom: 'ibc/170C677610AC31DF0904FFE09CD3B5C657492170E7E52372E48756B71E56F2F1' },
]

describe('activity and prices over time', () => {
  it.each(cases)('are counted as by hand: %j', async (asked) => {
    expect(await expectAsOracle(asked)).toBeGreaterThan(0)
  })

  it('are exact where every block is known, and estimated where not', async () => {
    const { data } = await gateway.ask(query, cases[0])
    const flags: boolean[] = data.leaseActivity.map(({ estimated }: { estimated: boolean }) => estimated)
    expect(new Set(flags)).toEqual(new Set([true, false]))
    expect(flags.at(-1)).toBe(false)
  })

  it('have no points that are still to begin', async () => {
    const asked = { from: '2026-03-04T05:07:00Z', to: '2030-01-01T00:00:00Z', interval: 'WEEK' } as const
    expect(await expectAsOracle(asked)).toBe(1)
    const future = await gateway.ask(query, { ...asked, from: '2026-03-09T00:00:00Z' })
    expect(future.data).toEqual({ leaseActivity: [], leasePrices: [] })
  })

  it('of a provider are those of all leases with that provider; of many, in as many statements as of one', async () => {
    const check = async (first: number) => {
      const { data, errors } = await gateway.ask(
        `query ($from: DateTime!, $to: DateTime!) { providers(first: ${first}) { nodes { address
          leaseActivity(from: $from, to: $to, interval: HOUR) { at opened closed active estimated }
          leasePrices(from: $from, to: $to, interval: HOUR, ipOnly: false) { at opened lowest median highest estimated } } } }`,
        all,
      )
      expect(errors).toBeUndefined()
      for (const { address, leaseActivity, leasePrices } of data.providers.nodes) {
        const asked = { ...all, interval: 'HOUR', provider: address } as const
        expect(leaseActivity).toEqual(oracle(asked).map(({ activity }) => activity))
        expect(leasePrices).toEqual(oracle({ ...asked, ipOnly: false }).map(({ price }) => price))
      }
    }
    const count = (first: number) => countStatements(gateway, () => check(first))
    await count(1)
    const one = await count(1)
    expect(one).toBeLessThanOrEqual(5)
    expect(await count(12)).toBe(one)
  })

  it('know nothing before all known blocks while the block rate is not known', async () => {
    const lone = await openTestGateway()
    await commit(lone.database.sql, commitAt(1, { cursor: { ...cursorAt(1), ...head } }), {
      chainId: CHAIN_ID,
      epoch: 0,
    })
    const { data } = await lone.ask(query, { ...all, interval: 'HOUR' })
    expect(data).toEqual({ leaseActivity: [], leasePrices: [] })
    await lone.end()
  })

  it.each([
    [
      { from: all.to, to: all.from },
      /argument "to": "2026-03-03T00:00:00.000Z" is not after "from", which is "2026-03-05/,
    ],
    [{ from: all.from, to: all.from }, /argument "to": .* is not after "from"/],
    [
      { interval: 'MINUTE' },
      /argument "to": "2026-03-05T00:00:00.000Z" makes 2880 points of one MINUTE from "2026-03-03.*at most 1000/,
    ],
    [
      { from: '2026-03-03T00:00:59Z', to: '2026-03-03T16:40:00.001Z', interval: 'MINUTE' },
      /makes 1001 points/,
    ],
    [{ from: '2026-03-03' }, /2026-03-03.*RFC 3339/],
    [{ denom: 'u a' }, /argument "denom": "u a" is not a denomination/],
    [{ denom: 'a\0bc' }, /argument "denom": "a\\u0000bc" is not a denomination/],
  ])('refuse %j', async (change, message) => {
    const { errors } = await gateway.ask(query, { ...all, interval: 'HOUR', ...change })
    expect(
      errors?.some((error) => message.test(error.message)),
      JSON.stringify(errors),
    ).toBe(true)
    for (const error of errors ?? []) expect(error.extensions.code).toBe('BAD_USER_INPUT')
  })

  it('have a thousand points at most', async () => {
    const asked = {
      from: '2026-03-03T12:00:59Z',
      to: '2026-03-04T04:40:00Z',
      interval: 'MINUTE',
      ipOnly: false,
    } as const
    expect(await expectAsOracle(asked)).toBe(1000)
  })
})
