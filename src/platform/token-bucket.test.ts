import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Bucket, takeToken } from './token-bucket.ts'

const rule = { perSecond: 10, burst: 3 }

it('lets a burst through, then one at a time, and says when', () => {
  let bucket: Bucket | undefined
  const take = (nowMs: number) => {
    const verdict = takeToken(bucket, nowMs, rule)
    bucket = verdict.bucket
    return verdict.waitMs
  }
  expect([0, 0, 0, 0].map(take)).toEqual([0, 0, 0, 100])
  expect(take(40)).toBeCloseTo(60)
  expect(take(100)).toBe(0)
  expect(take(110)).toBeCloseTo(90)
  expect([10_000, 10_000, 10_000].map(take)).toEqual([0, 0, 0])
  expect(take(10_000)).toBeCloseTo(100)
})

it('never lets through more than burst and rate allow, and its waits are exact', () => {
  const rules = fc.record({
    perSecond: fc.integer({ min: 1, max: 1000 }),
    burst: fc.integer({ min: 1, max: 50 }),
  })
  const pauses = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(rules, pauses, (any, pausesMs) => {
      let bucket: Bucket | undefined
      let [nowMs, through] = [0, 0]
      for (const pauseMs of pausesMs) {
        nowMs += pauseMs
        const verdict = takeToken(bucket, nowMs, any)
        bucket = verdict.bucket
        if (verdict.waitMs === 0) through++
        else {
          expect(takeToken(bucket, nowMs + verdict.waitMs * 0.99 - 1e-6, any).waitMs).toBeGreaterThan(0)
          expect(takeToken(bucket, nowMs + verdict.waitMs + 1e-6, any).waitMs).toBe(0)
        }
        expect(through).toBeLessThanOrEqual(any.burst + (nowMs * any.perSecond) / 1000 + 1e-6)
      }
    }),
  )
})

it('does not mind a clock that stands or goes back', () => {
  const { bucket } = takeToken({ tokens: 0, atMs: 1000 }, 500, rule)
  expect(bucket).toEqual({ tokens: 0, atMs: 500 })
})
