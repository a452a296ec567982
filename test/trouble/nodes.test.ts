import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Devnet } from '#devnet/devnet.ts'
import type { LeaseName, Switches, SwitchName } from '#devnet/fault/switches.ts'
import { news } from './end-state.ts'
import { type Lab, openLab } from './lab.ts'
import { END, START } from './nodes.ts'
import { until } from './until.ts'

// Nodes in trouble, through the whole: wire, source, loop, Postgres, /status and the log.

/** Two busy cores carry five of these at a time. */
const SLOW = { timeout: 150_000 }

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(() => lab.close())

const error = (text: RegExp) => ({ lastError: expect.stringMatching(text) })

interface Case {
  readonly name: string
  readonly switches: Switches
  /** In /status, and in the lines of the log that name the node. */
  readonly shown: object
  readonly said: RegExp
  /** A node alone with it cannot be told from a good one, or cannot do harm. */
  readonly besideOnly?: boolean
}

const cases: readonly Case[] = [
  {
    name: 'an HTML error page',
    switches: { html: { status: 502 } },
    shown: error(/NODE_UNAVAILABLE.*HTTP 502/),
    said: /HTTP 502/,
  },
  {
    name: 'an HTML page that claims success',
    switches: { html: { status: 200 } },
    shown: error(/NODE_ANSWER_INVALID.*not JSON/),
    said: /not JSON/,
  },
  {
    name: 'truncated JSON',
    switches: { truncate: {} },
    shown: error(/NODE_ANSWER_INVALID.*not JSON/),
    said: /not JSON/,
  },
  { name: 'a time-out', switches: { silence: {} }, shown: error(/TIMED_OUT/), said: /1500 ms/ },
  {
    name: 'a broken connection',
    switches: { reset: {} },
    shown: error(/NODE_UNAVAILABLE/),
    said: /did not answer/,
  },
  {
    name: "another request's answer",
    switches: { wrongId: {} },
    shown: error(/NODE_ANSWER_INVALID/),
    said: /answers the call/,
  },
  {
    name: 'a rate limit',
    switches: { rateLimit: { retryAfterSeconds: 20 } },
    shown: error(/HTTP 429/),
    said: /HTTP 429/,
  },
  {
    name: 'another chain',
    switches: { chainId: { value: 'other-1' } },
    shown: { state: 'another chain', chainIdOk: false, ...error(/"other-1"/) },
    said: /of chain "other-1"/,
  },
  {
    name: 'a wrong parent hash',
    switches: { wrongParent: { height: 120 } },
    shown: error(/block 120 names|names another parent/),
    said: /names/,
  },
  {
    name: 'a height announced long before it is served',
    switches: { early: { ms: 3_000 } },
    shown: error(/announces a height that it does not serve/),
    said: /does not serve/,
  },
]

const acted = (bad: Devnet, switches: Switches) =>
  Math.max(...Object.keys(switches).map((name) => bad.faults.hits(name as SwitchName)))

describe.concurrent('beside a healthy node', SLOW, () => {
  it.each(cases)('$name is noticed, named and survived', async ({ switches, shown, said }) => {
    const state = await lab.trial({ nodes: 2, switches }, async ({ nodes, bad, indexed, shows, logged }) => {
      nodes.grow(130)
      await indexed(130)
      await shows(shown)
      await logged(said)
      expect(acted(bad, switches)).toBeGreaterThan(0)
      bad.faults.clear()
      await shows({ state: 'healthy' })
    })
    expect(news(state)).toEqual(news(lab.undisturbed))
    expect(state.cursor).toEqual(lab.undisturbed.cursor)
  })

  it('a node that lags is named, left behind and taken back', async () => {
    const state = await lab.trial({ nodes: 2, switches: { lag: { blocks: 20 } } }, async (one) => {
      one.nodes.grow(130)
      await one.indexed(130)
      await one.shows({ state: 'lagging', lag: 20 })
      await one.logged(/lags behind/)
      one.bad.faults.clear()
      await one.shows({ state: 'healthy', lag: 0 })
      await one.logged(/caught up/)
    })
    expect(news(state)).toEqual(news(lab.undisturbed))
  })

  it('a pruned node is named; what it has no more is not taken for absent', async () => {
    const switches = { prune: { blocks: 115, states: 140 } }
    const state = await lab.trial({ nodes: 2, switches }, async ({ nodes, bad, indexed, shows, logged }) => {
      nodes.grow(130)
      await indexed(130)
      await shows({ state: 'healthy', earliestHeight: 115, earliestStateHeight: expect.any(Number) })
      await logged(/pruned/)
      expect(bad.faults.hits('prune')).toBeGreaterThan(0)
    })
    expect(news(state)).toEqual(news(lab.undisturbed))
    expect(state.quarantine).toEqual([])
  })

  it.each([
    [1, true],
    [4, false],
    [4, true],
  ])(
    'a node that lies about one lease is named (state %i, events hidden: %s)',
    async (state, hidesEvents) => {
      const lie = { lease: closingLease(), state, hidesEvents }
      const end = await lab.trial(
        { nodes: 2, switches: { lie }, verifyEvery: 5 },
        async ({ nodes, bad, indexed, shows, logged }) => {
          nodes.grow(END - 1)
          await indexed(END - 1)
          expect(acted(bad, { lie })).toBeGreaterThan(0)
          await shows({ state: 'left out', ...error(/lies about/) })
          await logged(/lies about/)
        },
      )
      expect(news(end)).toEqual(news(lab.undisturbed))
    },
  )
})

describe.concurrent('alone', SLOW, () => {
  it.each(cases)('$name stops the index only while it lasts', async ({ name, switches, shown, said }) => {
    const state = await lab.trial({ nodes: 1 }, async ({ nodes, bad, indexer, indexed, shows, logged }) => {
      await indexed(START)
      bad.faults.set(switches)
      nodes.grow(130)
      await shows(shown)
      await logged(said)
      expect(acted(bad, switches), name).toBeGreaterThan(0)
      expect((await indexer.status()).indexedHeight).toBeLessThan(130)
      expect(indexer.ended()).toBeNull()
      bad.faults.clear()
      await indexed(130)
    })
    expect(news(state)).toEqual(news(lab.undisturbed))
  })

  it('a node that prunes state behind the index is read at its latest block', async () => {
    const state = await lab.trial({ nodes: 1 }, async ({ nodes, bad, indexed, shows, logged }) => {
      await indexed(START)
      bad.faults.set({ html: { status: 502 } })
      nodes.grow(140)
      await shows(error(/HTTP 502/))
      bad.faults.clear()
      bad.faults.set({ prune: { states: 139 } })
      await indexed(140)
      await shows({ earliestStateHeight: expect.any(Number) })
      await logged(/pruned/)
      expect(bad.faults.hits('prune')).toBeGreaterThan(0)
    })
    expect(news(state)).toEqual(news(lab.undisturbed))
    expect(state.cursor).toEqual(lab.undisturbed.cursor)
  })

  it('a node that has pruned the next block is waited for, and said to', async () => {
    const state = await lab.trial({ nodes: 1 }, async ({ nodes, bad, indexer, indexed, shows }) => {
      await indexed(START)
      bad.faults.set({ prune: { blocks: 120 } })
      nodes.grow(130)
      await shows({ state: 'healthy', earliestHeight: 120 })
      await until(
        () => indexer.log().filter(({ msg }) => msg === 'the indexer goes on after a pause'),
        (lines) => expect(JSON.stringify(lines)).toContain('no node has it any more'),
      )
      expect(indexer.ended()).toBeNull()
      bad.faults.clear()
      await indexed(130)
    })
    expect(news(state)).toEqual(news(lab.undisturbed))
  })

  it('a lagging node is followed as far as it is', async () => {
    const state = await lab.trial({ nodes: 1 }, async ({ nodes, bad, indexed }) => {
      bad.faults.set({ lag: { blocks: 10 } })
      nodes.grow(130)
      await indexed(120)
    })
    expect(news(state)).toEqual(news(lab.undisturbed))
  })

  it('a height announced a moment before it is served is no trouble', async () => {
    const state = await lab.trial({ nodes: 1, switches: { early: { ms: 100 } } }, async (one) => {
      await one.indexed(START)
      for (let height = START + 1; height <= 130; height++) {
        one.nodes.grow(height)
        await one.indexed(height)
      }
      expect(one.bad.faults.hits('early')).toBeGreaterThan(0)
    })
    expect(news(state)).toEqual(news(lab.undisturbed))
  })
})

/** A lease that is made and closed while the trouble lasts. */
function closingLease(): LeaseName {
  const heights = (kind: string) =>
    new Map(lab.undisturbed.feed.flatMap((row) => (row.kind === kind ? [[row.subject, row.height]] : [])))
  const closed = heights('LEASE_CLOSED')
  const [subject = ''] = [...heights('LEASE_CREATED').keys()].filter((key) => (closed.get(key) ?? END) < 150)
  const [owner = '', dseq = '', gseq, oseq, provider = ''] = subject.split('/')
  return { owner, dseq: BigInt(dseq), gseq: Number(gseq), oseq: Number(oseq), provider }
}
