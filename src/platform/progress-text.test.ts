import { expect, test } from 'vitest'
import { duration, progressText } from './progress-text.ts'

test.each([
  [{ done: 1200, total: 4800, from: 0, elapsedMs: 3000 }, '1,200 of 4,800 · 25 % · 400/s · 9 s left'],
  [{ done: 1200, total: 4800, from: 1000, elapsedMs: 1000 }, '1,200 of 4,800 · 25 % · 200/s · 18 s left'],
  [{ done: 7, total: null, from: 0, elapsedMs: 2000 }, '7 · 3.5/s'],
  [{ done: 0, total: 10, from: 0, elapsedMs: 0 }, '0 of 10 · 0 %'],
  [{ done: 999, total: 1000, from: 0, elapsedMs: 1000 }, '999 of 1,000 · 99 % · 999/s · 1 s left'],
  [{ done: 12, total: 10, from: 0, elapsedMs: 1000 }, '12 of 10 · 100 % · 12/s · 0 s left'],
  [{ done: 0, total: 0, from: 0, elapsedMs: 10 }, '0 of 0 · 100 %'],
])('%j reads "%s"', (state, text) => {
  expect(progressText(state)).toBe(text)
})

test.each([
  [0.2, '1 s'],
  [60, '1 min 0 s'],
  [3725, '1 h 2 min'],
])('%d seconds read "%s"', (seconds, text) => {
  expect(duration(seconds)).toBe(text)
})
