import { expect, test } from 'vitest'
import { readOnce, whenChanged } from './reading.ts'

test('the same object is read once', () => {
  let reads = 0
  const read = readOnce((object: { readonly n: number }) => {
    reads++
    return object.n === 0 ? undefined : object.n
  })
  const [a, b] = [{ n: 0 }, { n: 2 }]
  expect([read(a), read(a), read(b), read(b)]).toEqual([undefined, undefined, 2, 2])
  expect(reads).toBe(2)
})

test('the same arguments give the same value, others another', () => {
  const sum = whenChanged((a: readonly number[], b: number) => ({ sum: a.length + b }))
  const list = [1, 2]
  expect(sum(list, 1)).toBe(sum(list, 1))
  expect(sum(list, 2)).toEqual({ sum: 4 })
  expect(sum([1], 2)).toEqual({ sum: 3 })
})
