import { expect, test } from 'vitest'
import { Due } from './due.ts'
import { createTestClock } from './kube/test-clock.ts'

test('it runs at the earliest moment that was asked for, and once for all of them', async () => {
  const clock = createTestClock()
  const due = new Due(clock)
  const ran: number[] = []
  const stop = new AbortController()
  const running = due.run(() => void ran.push(clock.monotonicMs()), stop.signal)
  due.want(500)
  await clock.pass(0)
  due.want(100)
  due.want(300)
  await clock.pass(1000)
  expect(ran).toEqual([100])
  due.want(2000)
  await clock.pass(1500)
  expect(ran).toEqual([100, 2000])
  stop.abort()
  await running
})

test('what the work asks for counts for the next time', async () => {
  const clock = createTestClock()
  const due = new Due(clock)
  let runs = 0
  const stop = new AbortController()
  due.want(0)
  const running = due.run(() => {
    runs++
    due.want(clock.monotonicMs() + 10)
  }, stop.signal)
  await clock.pass(95)
  expect(runs).toBe(10)
  stop.abort()
  await running
})
