import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { untilDrained } from './output.ts'

const never = new AbortController().signal

test('waits for a slow reader, and for nobody else', async () => {
  const output = new PassThrough({ highWaterMark: 1 })
  await untilDrained(output, never)
  output.write('more than it takes')
  let isDrained = false
  const waiting = untilDrained(output, never).then(() => {
    isDrained = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isDrained).toBe(false)
  output.resume()
  await waiting
  expect(output.listenerCount('drain')).toBe(0)
})

test('a reader that never takes anything does not hold up the end; one that is gone is said', async () => {
  const output = new PassThrough({ highWaterMark: 1 })
  output.write('more than it takes')
  const stop = new AbortController()
  const waiting = untilDrained(output, stop.signal)
  stop.abort()
  await waiting
  const broken = untilDrained(output, never)
  output.destroy(new TypeError('gone'))
  await expect(broken).rejects.toThrow('gone')
})
