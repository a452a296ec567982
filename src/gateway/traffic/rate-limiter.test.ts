import { describe, expect, it } from 'vitest'
import { isFailure } from '#domain/failure.ts'
import { createRateLimiter } from './rate-limiter.ts'

function open(perSecond: number) {
  const clock = { ms: 0, monotonicMs: () => clock.ms }
  const limiter = createRateLimiter({ perSecond, clock })
  /** How many of so many requests get through. */
  const send = (client: string, count: number) => {
    let through = 0
    for (let request = 0; request < count; request++)
      try {
        limiter.check(() => client)
        through++
      } catch (error) {
        if (!isFailure(error, 'RATE_LIMITED')) throw error
      }
    return through
  }
  return { clock, limiter, send }
}

describe('a client', () => {
  it('may send five seconds worth at once, then its rate', () => {
    const { clock, send } = open(10)
    expect(send('a', 200)).toBe(50)
    clock.ms += 1000
    expect(send('a', 200)).toBe(10)
    clock.ms += 60_000
    expect(send('a', 200)).toBe(50)
  })

  it('does not suffer from another', () => {
    const { send } = open(10)
    expect([send('a', 1000), send('b', 50)]).toEqual([50, 50])
  })

  it('is told when to come back, and by then may', () => {
    const { clock, limiter, send } = open(1)
    send('a', 5)
    const message = 'more than 1 requests a second from one client; try again in 1 s'
    expect(() => limiter.check(() => 'a')).toThrow(message)
    clock.ms += 999
    expect(send('a', 1)).toBe(0)
    clock.ms += 1
    expect(send('a', 1)).toBe(1)
  })

  it('is never told to come back at once', () => {
    const { limiter, send } = open(10)
    send('a', 50)
    const values = { limit: 10, retryAfterSeconds: 1 }
    expect(() => limiter.check(() => 'a')).toThrow(expect.objectContaining({ values }))
  })
})

it('limits nobody where the limit is 0', () => {
  expect(open(0).send('a', 10_000)).toBe(10_000)
})

it('remembers ten thousand clients, the latest', () => {
  const { send } = open(1)
  expect(send('first', 9)).toBe(5)
  for (let n = 0; n < 9999; n++) send(`n${n}`, 1)
  expect(send('first', 9)).toBe(0)
  for (let n = 0; n < 10_000; n++) send(`m${n}`, 1)
  expect(send('first', 9)).toBe(5)
})
