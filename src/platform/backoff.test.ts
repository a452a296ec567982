import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs } from './backoff.ts'

const highest = () => 1 - Number.EPSILON

test('the ceiling doubles up to the cap', () => {
  const ceilings = [1, 2, 3, 4, 5, 2000].map((n) =>
    Math.round(backoffMs(n, { baseMs: 100, capMs: 700 }, highest)),
  )
  expect(ceilings).toEqual([100, 200, 400, 700, 700, 700])
})

test('every pause lies between nothing and its ceiling', () => {
  const attempt = fc.integer({ min: 1, max: 5000 })
  const ms = fc.integer({ min: 1, max: 100_000 })
  const dice = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(attempt, ms, ms, dice, (n, baseMs, capMs, roll) => {
      const pause = backoffMs(n, { baseMs, capMs }, () => roll)
      return pause >= 0 && pause <= capMs && pause <= baseMs * 2 ** (n - 1)
    }),
  )
})
