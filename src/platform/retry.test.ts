import { expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import type { Clock } from './clock.ts'
import { type RetryOptions, retry, retryAfterMs } from './retry.ts'

/** A clock on which sleeping takes no time; it records the pauses. */
function fastClock(): Clock & { readonly pauses: number[] } {
  const pauses: number[] = []
  let ms = 0
  return {
    pauses,
    now: () => new Date(ms),
    monotonicMs: () => ms,
    async sleep(pause, signal) {
      if (signal?.aborted) throw new Failure('ABORTED', 'stopped')
      pauses.push(pause)
      ms += pause
    },
  }
}

function setup(extra: Partial<RetryOptions> = {}) {
  const clock = fastClock()
  const options: RetryOptions = { what: 'it', clock, random: () => 0.5, baseMs: 100, capMs: 1000, ...extra }
  return { clock, options }
}

const down = new Failure('NODE_UNAVAILABLE', 'down')

test('tries again until it works, with growing pauses', async () => {
  const { clock, options } = setup()
  const answer = await retry(options, async (attempt) => {
    if (attempt < 4) throw down
    return attempt
  })
  expect(answer).toBe(4)
  expect(clock.pauses).toEqual([50, 100, 200])
})

test.each([new Failure('BAD_USER_INPUT', 'no'), new TypeError('a fault of ours')])(
  'an error that no retry mends ends it: %s',
  async (error) => {
    const { clock, options } = setup()
    await expect(retry(options, () => Promise.reject(error))).rejects.toBe(error)
    expect(clock.pauses).toEqual([])
  },
)

test('throws the last error when the attempts are used up', async () => {
  const { clock, options } = setup({ attempts: 3 })
  await expect(retry(options, () => Promise.reject(down))).rejects.toBe(down)
  expect(clock.pauses).toHaveLength(2)
})

test('gives up rather than sleep past its limit', async () => {
  const { clock, options } = setup({ limitMs: 500 })
  await expect(retry(options, () => Promise.reject(down))).rejects.toBe(down)
  expect(clock.pauses).toEqual([50, 100, 200])
  expect(clock.monotonicMs()).toBeLessThan(500)
})

test('waits at least as long as the other side asked for', async () => {
  const { clock, options } = setup({ hintMs: () => 3000 })
  await retry(options, async (attempt) => {
    if (attempt === 1) throw down
  })
  expect(clock.pauses).toEqual([3050])
})

test('stops with its signal, between and before attempts', async () => {
  const stop = new AbortController()
  const { options } = setup({ signal: stop.signal })
  let tried = 0
  const trying = retry(options, () => {
    tried++
    stop.abort()
    return Promise.reject(down)
  })
  await expect(trying).rejects.toMatchObject({ code: 'ABORTED' })
  await expect(retry(options, async () => tried++)).rejects.toMatchObject({ code: 'ABORTED' })
  expect(tried).toBe(1)
})

test('tells who listens about every failure', async () => {
  const told: unknown[] = []
  const { options } = setup({ onRetry: (...said) => told.push(said) })
  await retry(options, async (attempt) => {
    if (attempt === 1) throw down
  })
  expect(told).toEqual([[down, 1, 50]])
})

test.each([
  [undefined, null],
  ['3', 3000],
  ['0', 0],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', null],
])('Retry-After %s is %s ms', (header, ms) => {
  expect(retryAfterMs(header, new Date(1000))).toBe(ms)
})
