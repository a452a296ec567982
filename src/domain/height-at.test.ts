import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TimedBlock } from './block-rate.ts'
import { heightAt } from './height-at.ts'

const block = (height: number, ms: number): TimedBlock => ({ height, time: new Date(ms) })
const head = block(100, 1_000_000)
const tip = { head, rate: 6000 }

/** What is known of a chain around a time. */
const around = (known: readonly TimedBlock[], atMs: number) => ({
  before: known.filter(({ time }) => time.getTime() <= atMs).at(-1) ?? null,
  after: known.find(({ time }) => time.getTime() > atMs) ?? null,
})

describe('the height at a time', () => {
  const known = [block(10, 100_000), block(11, 106_000), block(21, 166_000), head]
  it.each([
    ['a block', 106_000, 11, false],
    ['between two neighbours', 105_999, 10, false],
    ['between two that are far apart', 112_000, 12, true],
    ['just before a known one', 165_999, 20, true],
    ['the head', 1_000_000, 100, false],
    ['after the head', 9_000_000, 100, false],
    ['just before the first known one', 99_999, 9, true],
    ['long before it', 82_000, 7, true],
    ['before there was a chain', 1000, 0, true],
  ])('is that of the last block up to it: %s', (_name, atMs, height, estimated) => {
    expect(heightAt(atMs, around(known, atMs), tip)).toEqual({ height, estimated })
  })

  it('reckons from the head where no other block is known', () => {
    expect(heightAt(988_000, { before: null, after: null }, tip)).toEqual({ height: 98, estimated: true })
    expect(heightAt(988_000, { before: block(90, 900_000), after: null }, tip)).toMatchObject({ height: 98 })
  })

  it('is not known before all known blocks of a chain whose rate is not known', () => {
    expect(heightAt(5000, around(known, 5000), { head, rate: null })).toBeNull()
    expect(heightAt(106_000, around(known, 106_000), { head, rate: null })).not.toBeNull()
  })

  it('never falls, and is exact where every block is known', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9000 }),
        (gaps, every, rate) => {
          const timeOf = (n: number) => gaps.slice(0, n + 1).reduce((sum, gap) => sum + gap, 1_000_000)
          const chain = gaps.map((_, n) => block(50 + n, timeOf(n)))
          const last = chain.at(-1) ?? head
          const seen = chain.filter((one, n) => n % every === 0 || one === last)
          let previous = -1
          for (let atMs = 900_000; atMs <= timeOf(gaps.length) + 5000; atMs += 777) {
            const found = heightAt(atMs, around(seen, atMs), { head: last, rate })
            expect(found?.height).toBeGreaterThanOrEqual(previous)
            previous = found?.height ?? 0
            if (every === 1 && atMs >= (chain[0]?.time.getTime() ?? 0))
              expect(found).toEqual({
                height: chain.filter(({ time }) => time.getTime() <= atMs).at(-1)?.height,
                estimated: false,
              })
          }
        },
      ),
    )
  })
})
