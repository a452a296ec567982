import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Devnet } from '#devnet/devnet.ts'
import type { LeaseName, Switches } from '#devnet/fault/switches.ts'
import { rounds } from '../chaos/rounds.ts'
import { seededRandom } from '../chaos/seeded-random.ts'
import { type EndState, news, provable } from './end-state.ts'
import { type Lab, openLab } from './lab.ts'
import { START } from './nodes.ts'

// A fast chain, two nodes, and faults that come and go at random.

const BLOCK_MS = 50
const BLOCKS = 500
const LAST = START + BLOCKS

let lab: Lab
let ideal: EndState
beforeAll(async () => {
  lab = await openLab()
  ideal = await lab.ideal(LAST)
})
afterAll(() => lab.close())

const seeds = Array.from({ length: rounds }, (_, round) => round + 1)

it.each(seeds)(
  'ends in what a fresh bootstrap reads, whatever went wrong on the way (seed %i)',
  async (seed) => {
    const random = seededRandom(seed)
    const odd: number[] = []
    const met = new Map<string, number>()
    const state = await lab.trial({ nodes: 2, end: LAST, verifyEvery: 60 }, async ({ nodes, indexer }) => {
      const startMs = performance.now()
      for (let height = START + 1, next = height; height < LAST; height++) {
        nodes.grow(height)
        if (height >= next) {
          const { name, switches, both } = trouble(random, height)
          if (name === 'garble' || name === 'poison') odd.push(height + 1)
          met.set(name, (met.get(name) ?? 0) + 1)
          change(nodes.all, { switches, both, random })
          next = height + 4 + Math.floor(random() * 12)
        }
        await sleep(startMs + (height - START) * BLOCK_MS - performance.now())
        expect(indexer.ended()).toBeNull()
      }
    })
    console.log(Object.fromEntries(met))
    expect(met.size).toBeGreaterThan(10)
    // Only what is in quarantine can be missing, and of that only what no record remembers.
    const lost = state.quarantine.map(({ height }) => height)
    expect(odd).toEqual(expect.arrayContaining(lost))
    const told = new Set(news(state))
    const all = news(ideal)
    expect(provable(ideal, lost).filter((row) => !told.has(row))).toEqual([])
    expect([...told].filter((row) => !all.includes(row))).toEqual([])
  },
  120_000,
)

/** One node, or both, have this trouble and no other from now on. */
function change(
  all: readonly Devnet[],
  { switches, both, random }: { switches: Switches; both: boolean; random: () => number },
): void {
  const chosen = both ? all : all.filter((_, index) => index === Math.floor(random() * all.length))
  for (const node of all) {
    const { garble, poison } = node.faults.on
    node.faults.clear()
    // What a block holds does not change again.
    node.faults.set({ ...(garble && { garble }), ...(poison && { poison }) })
  }
  for (const { faults } of chosen) faults.set(switches)
}

function trouble(random: () => number, height: number) {
  const lease = leases()[Math.floor(random() * leases().length)]
  if (lease === undefined) throw new TypeError('no lease')
  const kinds: Readonly<Record<string, Switches>> = {
    none: {},
    html: { html: { status: 502 } },
    page: { html: { status: 200 } },
    truncate: { truncate: {} },
    silence: { silence: { times: 5 } },
    reset: { reset: {} },
    wrongId: { wrongId: {} },
    rateLimit: { rateLimit: { retryAfterSeconds: 2 } },
    chainId: { chainId: { value: 'other-1' } },
    wrongParent: { wrongParent: { height: height + 1 } },
    early: { early: { ms: 40 } },
    latency: { latency: { ms: 60 } },
    lag: { lag: { blocks: 12 } },
    prune: { prune: { states: height - 5 } },
    garble: { garble: { height: height + 1 } },
    poison: { poison: { height: height + 1, kind: 'ghost' } },
    lie: { lie: { lease, state: 4, hidesEvents: random() < 0.5 } },
  }
  const names = Object.keys(kinds)
  const name = names[Math.floor(random() * names.length)] ?? ''
  // A lie and a wrong chain at all nodes are the truth.
  const both = random() < 0.3 && !['lie', 'chainId', 'poison'].includes(name)
  return { name, switches: kinds[name] ?? {}, both }
}

const leases = (): LeaseName[] =>
  ideal.feed
    .filter(({ kind }) => kind === 'LEASE_CLOSED')
    .map(({ subject }) => {
      const [owner = '', dseq = '', gseq, oseq, provider = ''] = subject.split('/')
      return { owner, dseq: BigInt(dseq), gseq: Number(gseq), oseq: Number(oseq), provider }
    })
