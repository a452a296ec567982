import { expect, it } from 'vitest'
import { createRequestMemo } from './request-memo.ts'

it('gives back what was kept for the same text and kind', () => {
  const memo = createRequestMemo<{ key: string }>({ maxBytes: 100_000 })
  memo.keep('{"query":"{a}"}', 'json', { key: '1' })
  memo.keep('{"query":"{a}"}', 'response-json', { key: '2' })
  expect(memo.find('{"query":"{a}"}', 'json')).toEqual({ key: '1' })
  expect(memo.find('{"query":"{a}"}', 'response-json')).toEqual({ key: '2' })
  expect(memo.find('{"query":"{a}"}', 'other')).toBeNull()
  expect(memo.find('{"query": "{a}"}', 'json')).toBeNull()
})

it('stays within its bytes, whatever comes, and keeps what is used', () => {
  const memo = createRequestMemo<{ key: number }>({ maxBytes: 200_000 })
  memo.keep('hot', 'json', { key: -1 })
  for (let key = 0; key < 10_000; key++) {
    memo.keep(`{"query":"{a${key}}"}${'é€'.repeat(key % 50)}`, 'json', { key })
    expect(memo.find('hot', 'json')).toEqual({ key: -1 })
    expect(memo.bytes).toBeLessThanOrEqual(200_000)
  }
  expect(memo.bytes).toBeGreaterThan(100_000)
})

it('remembers no giant, and with 0 bytes nothing', () => {
  const giant = 'x'.repeat(16 * 1024 + 1)
  const memo = createRequestMemo<{ key: number }>({ maxBytes: 10_000_000 })
  memo.keep(giant, 'json', { key: 1 })
  expect(memo.find(giant, 'json')).toBeNull()
  const none = createRequestMemo<{ key: number }>({ maxBytes: 0 })
  none.keep('a', 'json', { key: 1 })
  expect(none.find('a', 'json')).toBeNull()
})

it('may wait until a text comes again', () => {
  const memo = createRequestMemo<{ readonly n: number }>({ maxBytes: 100_000, isPatient: true })
  memo.keep('a', '', { n: 1 })
  expect(memo.find('a', '')).toBeNull()
  for (let n = 0; n < 999; n += 1) memo.keep(`other ${n}`, '', { n })
  memo.keep('a', '', { n: 2 })
  expect(memo.find('a', '')).toEqual({ n: 2 })
  for (let n = 0; n < 1001; n += 1) memo.keep(`third ${n}`, '', { n })
  memo.keep('other 0', '', { n: 3 })
  expect(memo.find('other 0', '')).toBeNull()
})
