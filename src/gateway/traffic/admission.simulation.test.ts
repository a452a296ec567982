import { expect, it } from 'vitest'
import { isFailure } from '#domain/failure.ts'
import { createAdmission } from './admission.ts'
import { createTestTime } from './test-time.ts'

const LIMIT = 6
const MEAN_SERVICE_MS = 10
const CAPACITY_PER_MS = LIMIT / MEAN_SERVICE_MS

/** Mulberry32: the same numbers from the same seed. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Requests arrive at random, at `load` times the capacity, and take a random time of 10 ms on average. */
async function simulate(load: number, durationMs: number, seed: number) {
  const random = seeded(seed)
  const exponential = (mean: number) => -mean * Math.log(1 - random())
  const time = createTestTime()
  const admission = createAdmission({ limit: LIMIT, clock: time.clock, alarm: time.alarm, random })
  const tookMs: number[] = []
  const refusals = new Map<unknown, number>()
  const reply = async (): Promise<void> => {
    const startMs = time.clock.monotonicMs()
    try {
      await admission.run(() => time.sleep(exponential(MEAN_SERVICE_MS)))
      tookMs.push(time.clock.monotonicMs() - startMs)
    } catch (error) {
      if (!isFailure(error, 'OVERLOADED')) throw error
      refusals.set(error.values.reason, (refusals.get(error.values.reason) ?? 0) + 1)
    }
  }
  const replies: Promise<void>[] = []
  while (time.clock.monotonicMs() < durationMs) {
    replies.push(reply())
    await time.pass(exponential(1 / (load * CAPACITY_PER_MS)))
  }
  await time.pass(1000)
  await Promise.all(replies)
  const sorted = tookMs.sort((a, b) => a - b)
  return {
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    served: sorted.length / (CAPACITY_PER_MS * durationMs),
    refused: [...refusals.values()].reduce((sum, count) => sum + count, 0) / replies.length,
    late: (refusals.get('late') ?? 0) / replies.length,
  }
}

// By theory one request in 100,000 would have to wait 90 ms at this load, and those come in clusters.
it.each([7919, 15_838, 23_757])('refuses nobody at 0.8 times the capacity (seed %i)', async (seed) => {
  const { p99Ms, refused } = await simulate(0.8, 4000, seed)
  expect(refused).toBe(0)
  expect(p99Ms).toBeLessThan(100)
})

it.each([
  [1.2, 1],
  [2, 2],
  [5, 3],
  [20, 4],
])('stays fast for the admitted and busy at %d times the capacity (seed %i)', async (load, seed) => {
  const { p99Ms, served, refused, late } = await simulate(load, 4000, seed)
  expect(p99Ms).toBeLessThanOrEqual(150)
  expect(served).toBeGreaterThan(0.9)
  expect(refused).toBeGreaterThan((1 - 1 / load) * 0.8)
  // Those who wait in vain are few: the others know at once.
  expect(late).toBeLessThan(0.05)
})
