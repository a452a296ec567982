import { expect, test } from 'vitest'
import { Gate } from './gate.ts'

test('it lets so many through, the others in order, also after a failure', async () => {
  const gate = new Gate(2)
  const begun: number[] = []
  const ends: (() => void)[] = []
  const work = (n: number) =>
    gate.run(async () => {
      begun.push(n)
      await new Promise<void>((resolve) => ends.push(resolve))
      if (n === 0) return await Promise.reject(new RangeError('no'))
    })
  const all = [0, 1, 2, 3].map(work)
  const settled = Promise.allSettled(all)
  await Promise.resolve()
  expect(begun).toEqual([0, 1])
  ends.shift()?.()
  await expect(all[0]).rejects.toThrow('no')
  await new Promise(setImmediate)
  expect(begun).toEqual([0, 1, 2])
  while (begun.length < 4 || ends.length > 0) {
    ends.shift()?.()
    await new Promise(setImmediate)
  }
  expect((await settled).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
  // All places are free again.
  const again = [4, 5].map(work)
  await new Promise(setImmediate)
  expect(begun).toEqual([0, 1, 2, 3, 4, 5])
  for (const end of ends) end()
  await Promise.all(again)
})

test('it lets what is urgent through before the others', async () => {
  const gate = new Gate(1)
  const order: string[] = []
  const work = (name: string, isUrgent = false) =>
    gate.run(async () => {
      await new Promise(setImmediate)
      order.push(name)
    }, isUrgent)
  await Promise.all([work('first'), work('second'), work('third'), work('urgent', true)])
  expect(order).toEqual(['first', 'urgent', 'second', 'third'])
})
