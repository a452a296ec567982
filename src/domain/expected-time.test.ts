import { expect, it } from 'vitest'
import { expectedTime } from './expected-time.ts'

const known = { height: 100, time: new Date('2026-01-01T00:00:00Z') }

it.each([
  [110n, '2026-01-01T00:01:00.000Z'],
  [100n, '2026-01-01T00:00:00.000Z'],
  [90n, '2025-12-31T23:59:00.000Z'],
  [41_939_178_700n, '9999-12-31T23:00:00.000Z'],
])('expects block %s at the rate of the chain', (height, time) => {
  expect(expectedTime(height, known, 6000)?.toISOString()).toBe(time)
})

it.each([10n ** 11n, 10n ** 60n, -(10n ** 60n)])('names no time for block %s', (height) => {
  expect(expectedTime(height, known, 6000)).toBeNull()
})
