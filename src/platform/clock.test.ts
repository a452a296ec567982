import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'

test('sleeps about as long as told and leaves no listener', async () => {
  const stop = new AbortController()
  const before = systemClock.monotonicMs()
  await systemClock.sleep(20, stop.signal)
  expect(systemClock.monotonicMs() - before).toBeGreaterThanOrEqual(18)
  expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0)
})

test('a sleep ends with its signal, also one that has fired before', async () => {
  const stop = new AbortController()
  const sleeping = systemClock.sleep(60_000, stop.signal)
  stop.abort(new Error('SIGTERM'))
  await expect(sleeping).rejects.toMatchObject({ code: 'ABORTED', cause: { message: 'SIGTERM' } })
  await expect(systemClock.sleep(1, stop.signal)).rejects.toMatchObject({ code: 'ABORTED' })
})

test('knows the date', () => {
  expect(Math.abs(systemClock.now().getTime() - Date.now())).toBeLessThan(1000)
})
