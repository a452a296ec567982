import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { type CachedBody, createResponseCache } from './response-cache.ts'

/** What a make found; its text would say so to a client. */
interface Made extends CachedBody {
  /** The data version in the database when the make read. */
  readonly version: number
  readonly key: string
  /** Which make it was. */
  readonly make: number
}

type Ending = 'good' | 'volatile' | 'failed'

interface Step {
  readonly kind: 'commit' | 'ask' | 'settle'
  readonly key: string
  /** The requester read the head so many commits ago. */
  readonly behind: number
  /** Which of the makes under way ends. */
  readonly pick: number
  readonly ending: Ending
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('commit', 'ask', 'ask', 'ask', 'settle', 'settle'),
  key: fc.constantFrom('a', 'b', 'c'),
  behind: fc.integer({ min: 0, max: 2 }),
  pick: fc.nat(20),
  ending: fc.constantFrom('good', 'good', 'volatile', 'failed'),
})

interface UnderWay {
  readonly key: string
  readonly make: number
  readonly end: (ending: Ending) => void
}

/** Plays the steps on a cache; each request notes what it asked for and which makes had ended by then. */
async function play(steps: readonly Step[], maxBytes: number) {
  const cache = createResponseCache<Made>({ maxBytes })
  const underWay: UnderWay[] = []
  const endings = new Map<number, Ending>()
  const asked: { version: number; key: string; ended: ReadonlySet<number>; answer: Promise<Made | null> }[] =
    []
  let version = 1
  let makes = 0

  function make(key: string): Promise<Made> {
    const number = makes++
    const read = { key, make: number, version }
    return new Promise<Made>((resolve, reject) =>
      underWay.push({
        key,
        make: number,
        end: (ending) => {
          endings.set(number, ending)
          if (ending === 'failed') reject(new Failure('INTERNAL', String(number)))
          else resolve({ ...read, text: `${key}${read.version}`, isVolatile: ending === 'volatile' })
        },
      }),
    )
  }

  for (const { kind, key, behind, pick, ending } of steps) {
    if (kind === 'commit') version++
    if (kind === 'settle') underWay.splice(pick % Math.max(1, underWay.length), 1)[0]?.end(ending)
    if (kind === 'ask') {
      const from = Math.max(1, version - behind)
      const answer = cache.answer(key, String(from).padStart(9, '0'), () => make(key))
      const settled = answer.then(
        ({ body }) => body,
        () => null,
      )
      asked.push({ version: from, key, ended: new Set(endings.keys()), answer: settled })
    }
    await new Promise(setImmediate)
  }
  for (const { end } of underWay) end('good')
  return { asked, endings, counts: cache.counts() }
}

it.each([0, 100_000])(
  'never gives what is older than asked for, nor an error twice (%i bytes)',
  async (maxBytes) => {
    let hits = 0
    let joined = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { asked, endings, counts } = await play(steps, maxBytes)
        for (const { version, key, ended, answer } of asked) {
          const made = await answer
          if (made === null) continue
          expect(made.key).toBe(key)
          expect(made.version).toBeGreaterThanOrEqual(version)
          // What had ended when the request came is stored, and only the good is stored.
          if (ended.has(made.make)) expect(endings.get(made.make)).toBe('good')
        }
        hits += counts.hits
        joined += counts.joined
      }),
      { numRuns: 150 },
    )
    expect(joined).toBeGreaterThan(0)
    expect(hits > 0).toBe(maxBytes > 0)
  },
)
