import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ChainSource, createSource } from '#chain/source.ts'
import { type Devnet, startDevnet } from '#devnet/devnet.ts'
import { poisonKinds } from '#devnet/fault/poison.ts'
import type { Switches } from '#devnet/fault/switches.ts'
import type { BlockFacts } from '#domain/event.ts'
import { Failure } from '#domain/failure.ts'
import { leaseKey } from '#domain/ids.ts'
import { systemClock } from '#platform/clock.ts'
import { createLog } from '#platform/log.ts'

// The chain client beside nodes that misbehave, over the real wire.

const TIP = 120
const signal = new AbortController().signal
const open: { close(): Promise<void> }[] = []
const lines: string[] = []
let honest: readonly BlockFacts[] = []

async function node(switches: Switches = {}): Promise<Devnet> {
  const devnet = await startDevnet({
    simulation: { seed: 'faulty', txPerBlock: 3, genesisMs: Date.UTC(2026, 0, 1) },
    ticks: false,
    now: () => Date.now(),
  })
  devnet.node.produce(TIP - devnet.node.tip())
  devnet.faults.set(switches)
  open.push(devnet)
  return devnet
}

async function sourceOf(...nodes: readonly Devnet[]): Promise<ChainSource> {
  const source = createSource({
    urls: nodes.map(({ url }) => url),
    chainId: nodes[nodes.length - 1]?.node.chainId ?? '',
    subscribe: false,
    limitMs: 15_000,
    timeoutMs: 1_000,
    clock: systemClock,
    random: Math.random,
    log: createLog({ level: 'info', format: 'json', sink: { write: (line) => lines.push(line) } }),
  })
  open.push(source)
  return source
}

afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item.close()
  lines.length = 0
})

const plain = (facts: readonly BlockFacts[]) =>
  facts.map(({ events, ...rest }) => ({ ...rest, events: events.map(({ event }) => event) }))

beforeAll(async () => {
  const source = await sourceOf(await node())
  honest = await source.blocks(1, TIP, signal)
  for (const item of open.splice(0).reverse()) await item.close()
})

/** A lease that closed, and when. */
function closing() {
  const found = honest.flatMap(({ height, events }) =>
    events.flatMap(({ event }) => (event.kind === 'lease-closed' ? [{ height, id: event.id }] : [])),
  )
  const [first] = found
  if (first === undefined) throw new Failure('INTERNAL', 'the simulation closed no lease')
  return first
}

describe('beside an honest node', () => {
  const bad: readonly (readonly [string, Switches, RegExp])[] = [
    ['an HTML page', { html: { status: 200 } }, /NODE_ANSWER_INVALID/],
    ['a proxy error', { html: { status: 502 } }, /NODE_UNAVAILABLE/],
    ['truncated JSON', { truncate: {} }, /NODE_ANSWER_INVALID/],
    ['another id', { wrongId: {} }, /NODE_ANSWER_INVALID/],
    ['silence', { silence: {} }, /TIMED_OUT/],
    ['a broken connection', { reset: {} }, /NODE_UNAVAILABLE/],
    ['a rate limit', { rateLimit: { retryAfterSeconds: 30 } }, /429/],
    ['another chain', { chainId: { value: 'other-1' } }, /CHAIN_ID_MISMATCH/],
    ['a wrong parent', { wrongParent: { height: 60 } }, /names another parent/],
    ['garbled results', { garble: { height: 60 } }, /UNDECODABLE/],
  ]
  it.each(bad)('%s is noticed, named and survived', async (_, switches, error) => {
    const source = await sourceOf(await node(switches), await node())
    expect(plain(await source.blocks(1, TIP, signal))).toEqual(plain(honest))
    // The silent node is still being waited for.
    await expect.poll(() => source.status()[0]?.lastError ?? '', { timeout: 5000 }).toMatch(error)
    expect(source.status()[1]).toMatchObject({ state: 'healthy', errors: 0 })
    expect(lines.join()).toContain('node left out')
  })

  it('a lagging node is called so', async () => {
    const source = await sourceOf(await node({ lag: { blocks: 20 } }), await node())
    expect((await source.tip(signal)).height).toBe(TIP)
    expect(plain(await source.blocks(1, TIP, signal))).toEqual(plain(honest))
    expect(source.status()[0]).toMatchObject({ state: 'lagging', lag: 20 })
  })

  it('a pruned node leaves old blocks and states to the other', async () => {
    const source = await sourceOf(await node({ prune: { blocks: 50, states: 100 } }), await node())
    expect(plain(await source.blocks(1, TIP, signal))).toEqual(plain(honest))
    const [read] = await source.read([{ kind: 'lease', key: leaseKey(closing().id) }], TIP - 40, signal)
    expect(read).toMatchObject({ height: TIP - 40, quarantined: [] })
    expect(source.status()).toMatchObject([{ state: 'healthy', earliestHeight: 50 }, { state: 'healthy' }])
  })

  it.each([
    [1, false],
    [1, true],
    [4, false],
    [4, true],
  ])('a lie about one lease (state %i, events hidden: %s) is found out', async (state, hidesEvents) => {
    const { id, height } = closing()
    const ref = { kind: 'lease', key: leaseKey(id) } as const
    const truth = await (await sourceOf(await node())).read([ref], TIP, signal)
    for (const first of ['liar', 'honest']) {
      const liar = await node({ lie: { lease: id, state, hidesEvents } })
      const other = await node()
      const source = await (first === 'liar' ? sourceOf(liar, other) : sourceOf(other, liar))
      expect(plain(await source.blocks(1, TIP, signal))).toEqual(plain(honest))
      const reads = await source.read([ref], TIP, signal)
      expect(reads.map(({ records }) => records)).toEqual(truth.map(({ records }) => records))
      const page = await source.page({ kind: 'lease', state: 'closed' }, null, TIP, signal)
      expect(page.records.some((record) => record.kind === 'lease' && leaseKey(record.id) === ref.key)).toBe(
        true,
      )
      const status = source.status()[first === 'liar' ? 0 : 1]
      expect(status).toMatchObject({ state: 'left out', lastError: expect.stringContaining('lies about') })
      expect(lines.join()).toContain(ref.key)
      expect(height).toBeLessThan(TIP)
    }
  })
})

describe('alone', () => {
  it.each(poisonKinds)('a node with %s poison stops nothing and loses nothing', async (kind) => {
    const source = await sourceOf(await node({ poison: { height: 60, kind } }))
    const facts = await source.blocks(1, TIP, signal)
    const counted = facts.every((block) => block.received === block.events.length + block.quarantined.length)
    expect(counted).toBe(true)
    expect(facts).toHaveLength(TIP)
    expect(facts[59]?.received).toBeGreaterThan(honest[59]?.received ?? 0)
  })

  it('a node that announces blocks before it has them is waited for', async () => {
    const early = await node({ early: { ms: 50 } })
    const source = await sourceOf(early)
    early.node.produce(1)
    expect(await source.waitAbove(TIP, 5000, signal)).toBe(TIP + 1)
    expect(await source.blocks(TIP + 1, TIP + 1, signal)).toHaveLength(1)
    expect(source.status()[0]?.errors).toBe(0)
  })

  it('a node without old state answers with the latest, and says so', async () => {
    const source = await sourceOf(await node({ prune: { states: 100 } }))
    const page = await source.page({ kind: 'lease', state: 'active' }, null, 50, signal)
    expect(page.height).toBe(TIP)
  })
})
