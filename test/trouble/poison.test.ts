import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { INVALID_MARK, type PoisonKind, poisonEvents } from '#devnet/fault/poison.ts'
import { type EndState, news, provable } from './end-state.ts'
import { SPEED } from './indexer.ts'
import { type Lab, openLab } from './lab.ts'
import { END, START } from './nodes.ts'
import { until } from './until.ts'

// What the chain may hold and nobody expects, through the whole: wire, source, loop, Postgres and GraphQL.

/** Two busy cores carry five of these at a time. */
const SLOW = { timeout: 150_000 }

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

const AT = 120
const UINT64_MAX = 2n ** 64n - 1n

/** Of the events that each kind adds: those that are ours, and those of them that nobody can read. */
const kinds: readonly (readonly [PoisonKind, { received: number; quarantined: readonly number[] }])[] = [
  ['nul', { received: 2, quarantined: [0, 1] }],
  ['invalid-utf8', { received: 1, quarantined: [0] }],
  ['huge-number', { received: 2, quarantined: [1] }],
  ['huge-attribute', { received: 1, quarantined: [0] }],
  ['unknown-type', { received: 3, quarantined: [0, 1] }],
  ['odd-order', { received: 3, quarantined: [] }],
  ['ghost', { received: 4, quarantined: [] }],
  ['malformed-id', { received: 4, quarantined: [0, 1, 2, 3] }],
]

/** As a reader of the wire has it: bytes that are no UTF-8 cannot be told in JSON. */
const asRead = (event: string): unknown => JSON.parse(event.replaceAll(INVALID_MARK, '\ufffd(\ufffd'))

const rawJson = ({ quarantine }: EndState): unknown[] =>
  quarantine.map(({ raw }) => JSON.parse(raw.toString()))

describe.concurrent('poison in a block', SLOW, () => {
  it.each(kinds)(
    '%s stops nothing, loses nothing and invents nothing',
    async (kind, { received, quarantined }) => {
      const state = await lab.trial({ nodes: 1, keepFaults: true }, async ({ nodes, bad, indexed }) => {
        bad.faults.set({ poison: { height: AT, kind } })
        nodes.grow(130)
        await indexed(130)
        expect(bad.faults.hits('poison')).toBeGreaterThan(0)
      })
      const { cursor } = lab.undisturbed
      expect(state.cursor).toEqual({
        received: cursor.received + received,
        quarantined: cursor.quarantined + quarantined.length,
        resync: false,
      })
      const events = poisonEvents(kind).map(asRead)
      expect(rawJson(state)).toEqual(quarantined.map((index) => events[index]))
      expect(state.quarantine.every(({ height }) => height === AT)).toBe(true)
      expect(news(state)).toEqual(news(lab.undisturbed))
    },
  )

  it('in every block makes nobody compare everything each time, nor fall behind', async () => {
    const end = START + 100
    const poison = { height: START + 1, until: end, kind: 'huge-number' } as const
    const switches = { poison }
    let compared = 0
    const startMs = performance.now()
    const state = await lab.trial(
      { nodes: 1, switches, end, keepFaults: true },
      async ({ nodes, indexer }) => {
        for (let height = START + 1; height <= end; height++) {
          nodes.grow(height)
          await sleep(30)
        }
        const lastMs = performance.now()
        await until(
          () => indexer.status(),
          ({ indexedHeight }) => expect(indexedHeight).toBe(end),
        )
        expect(performance.now() - lastMs).toBeLessThan(5_000)
        compared = indexer.log().filter(({ msg }) => msg === 'compared with the chain').length
      },
    )
    // Half a minute of the fast clock lies between two comparisons.
    const pauses = ((performance.now() - startMs) * SPEED) / 30_000
    expect(compared).toBeGreaterThan(0)
    expect(compared).toBeLessThanOrEqual(pauses + 1)
    expect(state.cursor.quarantined).toBe(100)
    expect(state.quarantine).toHaveLength(100)
  })
})

describe.concurrent('a block that cannot be decoded', SLOW, () => {
  it('is kept with its bytes; the rest goes on and state tells what it did', async () => {
    const height = busiestBlock()
    let bytes = ''
    const state = await lab.trial({ nodes: 1 }, async ({ nodes, bad, indexer, indexed }) => {
      await indexed(START)
      bad.faults.set({ garble: { height } })
      nodes.grow(height + 5)
      await until(
        () => indexer.status(),
        ({ indexedHeight }) => expect(indexedHeight).toBe(height + 5),
      )
      await indexed(height + 5)
      bytes = bad.faults.chain.blockResults(height)
      expect(indexer.log().map(({ msg }) => msg)).toContain('block goes to quarantine')
      // The state is believed although the block's results never get better.
    })
    expect(state.quarantine).toMatchObject([{ height, tx_index: -1, event_index: -1 }])
    expect(state.quarantine[0]?.raw.toString()).toBe(bytes)
    expectAllProvable(state, height)
  })
})

function expectAllProvable(state: EndState, height: number): void {
  expect(state.feed.some((row) => row.height === height && row.kind.startsWith('LEASE_'))).toBe(true)
  expect(news(state)).toEqual(provable(lab.undisturbed, [height]))
}

/** The block in which most leases are made or end. */
function busiestBlock(): number {
  const heights = lab.undisturbed.feed
    .filter(({ kind }) => kind.startsWith('LEASE_'))
    .map(({ height }) => height)
    .filter((height) => height > START + 5)
  const count = (height: number) => heights.filter((other) => other === height).length
  return Math.max(...heights.filter((height) => count(height) === Math.max(...heights.map(count))))
}

describe.concurrent('with an end in sight', SLOW, () => {
  it('records that began and ended in blocks that nobody can decode are read from state', async () => {
    const garble = { height: AT, until: AT + 29 }
    const lost = Array.from({ length: 30 }, (_, index) => AT + index)
    const state = await lab.once(1, { garble })
    expect(state.quarantine.map(({ height }) => height)).toEqual(lost)
    expect(state.tables).toEqual(lab.undisturbed.tables)
    expect(news(state)).toEqual(provable(lab.undisturbed, lost))
  })

  it('what a comparison reads ahead of the index is told by the index, or by the next comparison', async () => {
    const garble = { height: AT, until: END - 1 }
    const lost = Array.from({ length: END - AT }, (_, index) => AT + index)
    const state = await lab.once(1, { garble, prune: { states: END }, latency: { ms: 15 } })
    expect(state.tables).toEqual(lab.undisturbed.tables)
    expect(news(state)).toEqual(provable(lab.undisturbed, lost))
  })

  it.each([
    [1, 'garble'],
    [2, 'garble'],
    [1, 'poison'],
  ] as const)('%i nodes with %s: the index ends only when all is settled', async (count, fault) => {
    const height = busiestBlock()
    const poison = { height: AT, until: END, kind: 'ghost' } as const
    const switches = fault === 'garble' ? { garble: { height } } : { poison }
    const state = await lab.once(count, switches)
    expect(state.cursor.resync).toBe(false)
    expect(state.tables).toEqual(lab.undisturbed.tables)
    expect(state.quarantine).toHaveLength(fault === 'garble' ? 1 : 0)
    expect(news(state)).toEqual(provable(lab.undisturbed, fault === 'garble' ? [height] : []))
  })
})

describe.concurrent('records that nobody expects', SLOW, () => {
  it('dseqs up to 2^64−1 are indexed, told and answered', async () => {
    const chain = { hugeNumbers: true }
    const state = await lab.trial({ nodes: 1, chain }, async ({ nodes, indexer, indexed }) => {
      nodes.grow(130)
      await indexed(130)
      const { data, errors } = await indexer.graphql(
        '{ leases(first: 100, filter: { createdAfterHeight: "100" }) { nodes { owner dseq provider { address } } } }',
      )
      expect(errors).toBeUndefined()
      const { nodes: leases } = (data as { leases: { nodes: { owner: string; dseq: string }[] } }).leases
      expect(leases.length).toBeGreaterThan(10)
      for (const { dseq } of leases) expect(UINT64_MAX - BigInt(dseq)).toBeLessThan(1_000n)
      const [{ owner, dseq } = { owner: '', dseq: '' }] = leases
      const one = await indexer.graphql(
        `{ deployment(owner: "${owner}", dseq: "${dseq}") { dseq } leases(filter: { dseq: "${dseq}" }) { nodes { dseq } }
           none: deployment(owner: "${owner}", dseq: "${UINT64_MAX}") { dseq } }`,
      )
      expect(one).toMatchObject({ data: { deployment: { dseq }, leases: { nodes: [{ dseq }] } } })
      expect(one.errors).toBeUndefined()
    })
    const subjects = state.feed.filter(({ kind }) => kind.startsWith('LEASE_')).map(({ subject }) => subject)
    expect(subjects.every((subject) => (subject.split('/')[1] ?? '').startsWith('184467440737095'))).toBe(
      true,
    )
  })

  it('a provider with NUL, bytes that are no UTF-8 and 10 MB in its attributes is indexed and answered', async () => {
    const owner = providerOfFeed()
    const attributes = [
      { key: 'nul\0key', value: 'a\0b' },
      { key: 'broken', value: `x${INVALID_MARK}y` },
      { key: 'huge', value: 'z'.repeat(10 * 1024 * 1024) },
    ]
    const nodes = { nodes: 1, switches: { oddProvider: { owner, attributes } } }
    await lab.trial({ ...nodes, keepFaults: true, differs: ['provider'] }, async (one) => {
      one.nodes.grow(130)
      await one.indexed(130)
      const { data, errors } = await one.indexer.graphql(
        `{ provider(address: "${owner}") { address attributes { key value } }
           found: providers(filter: { attributes: [{ key: "nul\ufffdkey", value: "a\ufffdb" }] }) { nodes { address } } }`,
      )
      expect(errors).toBeUndefined()
      const { provider, found } = data as { provider: { attributes: unknown[] }; found: unknown }
      expect(provider.attributes.slice(-3)).toEqual([
        { key: 'nul\ufffdkey', value: 'a\ufffdb' },
        { key: 'broken', value: 'x\ufffd(\ufffdy' },
        { key: 'huge', value: 'z'.repeat(10 * 1024 * 1024) },
      ])
      expect(found).toEqual({ nodes: [{ address: owner }] })
      expect(one.bad.faults.hits('oddProvider')).toBeGreaterThan(0)
      const { received, quarantined } = await one.indexer.status()
      expect(quarantined).toBeGreaterThan(0)
      expect(received).toBeGreaterThanOrEqual(quarantined)
    })
  })
})

/** The winner of the first lease. */
const providerOfFeed = () =>
  lab.undisturbed.feed.find(({ kind }) => kind === 'LEASE_CREATED')?.subject.split('/')[4] ?? ''
