import { expect, test } from 'vitest'
import { randomId } from './random-id.ts'

test('ids are 128 bits in hex and differ', () => {
  const ids = Array.from({ length: 1000 }, randomId)
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true)
  expect(new Set(ids).size).toBe(1000)
})
