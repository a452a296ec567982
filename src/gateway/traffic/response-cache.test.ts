import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { type CachedBody, createResponseCache } from './response-cache.ts'

const body = (text: string, isVolatile = false): CachedBody => ({ text, isVolatile })
const open = (maxBytes = 100_000) => createResponseCache({ maxBytes })
const never = () => Promise.reject(new Failure('INTERNAL', 'must not be made'))

/** A make that is told when to end. */
function held() {
  let resolve: (made: CachedBody) => void = () => undefined
  let reject: (failure: Failure) => void = () => undefined
  const promise = new Promise<CachedBody>((...settle) => {
    ;[resolve, reject] = settle
  })
  return { make: () => promise, resolve, reject }
}

describe('answers that are there', () => {
  it('are given again, under the version that they were made for only', async () => {
    const cache = open()
    expect(await cache.answer('k', '1', async () => body('a'))).toEqual({ body: body('a'), outcome: 'miss' })
    expect(await cache.answer('k', '1', never)).toEqual({ body: body('a'), outcome: 'hit' })
    expect(cache.find('k', '1')).toEqual(body('a'))
    expect([cache.find('k', '2'), cache.find('k', '0'), cache.find('l', '1')]).toEqual([null, null, null])
    expect(cache.counts()).toMatchObject({ hits: 2, misses: 1, joined: 0, evicted: 0, entries: 1 })
  })

  it('go when a newer version is asked for; an older one harms nothing and is not kept', async () => {
    const cache = open()
    await cache.answer('k', '1', async () => body('a'))
    await cache.answer('k', '2', async () => body('b'))
    expect(cache.counts()).toMatchObject({ entries: 1, evicted: 0 })
    expect((await cache.answer('k', '1', async () => body('a again'))).body.text).toBe('a again')
    expect(cache.find('k', '1')).toBeNull()
    expect(cache.find('k', '2')?.text).toBe('b')
  })

  it('follow a database that went back in time', async () => {
    const cache = open()
    await cache.answer('k', '9', async () => body('of the lost future'))
    for (let request = 0; request <= 1001; request++) await cache.answer('k', '5', async () => body('now'))
    expect(cache.find('k', '5')?.text).toBe('now')
  })

  it('stay as long as somebody asks for them, however many ask for older ones', async () => {
    const cache = open()
    await cache.answer('k', '9', async () => body('new'))
    for (let request = 0; request < 5000; request++) {
      await cache.answer('k', '5', async () => body('old'))
      if (request % 500 === 0) expect(cache.find('k', '9')?.text).toBe('new')
    }
  })
})

describe('what is not kept', () => {
  it('is volatile', async () => {
    const cache = open()
    await cache.answer('k', '1', async () => body('error', true))
    expect(await cache.answer('k', '1', async () => body('well'))).toMatchObject({ outcome: 'miss' })
  })

  it('was made under an older version than the present one', async () => {
    const cache = open()
    const slow = held()
    const first = cache.answer('k', '1', slow.make)
    await cache.answer('l', '2', async () => body('l'))
    slow.resolve(body('late'))
    expect((await first).body.text).toBe('late')
    expect([cache.find('k', '1'), cache.find('k', '2')]).toEqual([null, null])
  })

  it('is all of it, with 0 bytes', async () => {
    const cache = open(0)
    await cache.answer('k', '1', async () => body('a'))
    expect(await cache.answer('k', '1', async () => body('b'))).toEqual({ body: body('b'), outcome: 'miss' })
  })

  it('takes more than its part of the room', async () => {
    const cache = open(80_000)
    await cache.answer('k', '1', async () => body('x'.repeat(9000)))
    await cache.answer('k', '1', async () => body('y'.repeat(11_000)))
    expect(cache.find('k', '1')?.text[0]).toBe('x')
    await cache.answer('l', '1', async () => body('y'.repeat(11_000)))
    expect(cache.find('l', '1')).toBeNull()
  })
})

describe('identical requests under way', () => {
  it('are made once, and share a failure as well', async () => {
    const cache = open()
    const [good, bad] = [held(), held()]
    const three = [good.make, never, never].map((make) => cache.answer('k', '1', make))
    const two = [bad.make, never].map((make) => cache.answer('l', '1', make))
    good.resolve(body('a'))
    const failure = new Failure('DATABASE_UNAVAILABLE', 'gone')
    bad.reject(failure)
    expect((await Promise.all(three)).map(({ outcome }) => outcome)).toEqual(['miss', 'joined', 'joined'])
    for (const one of await Promise.allSettled(two))
      expect(one).toEqual({ status: 'rejected', reason: failure })
    expect(await cache.answer('l', '1', async () => body('b'))).toMatchObject({ outcome: 'miss' })
  })

  it('are not joined across versions', async () => {
    const cache = open()
    const slow = held()
    const old = cache.answer('k', '1', slow.make)
    expect((await cache.answer('k', '2', async () => body('new'))).body.text).toBe('new')
    slow.resolve(body('old'))
    expect((await old).body.text).toBe('old')
  })

  it('wait no longer than the make may take', async () => {
    const cache = createResponseCache({ maxBytes: 1000, makeLimitMs: 20 })
    const stuck = [held().make, never].map((make) => cache.answer('k', '1', make))
    for (const one of await Promise.allSettled(stuck))
      expect(one).toMatchObject({ reason: { code: 'TIMED_OUT' } })
    await sleep(0)
    expect(await cache.answer('k', '1', async () => body('a'))).toMatchObject({ outcome: 'miss' })
  })

  it('get what a make that throws at once throws', async () => {
    const cache = open()
    const make = () => {
      throw new Failure('INTERNAL', 'at once')
    }
    await expect(cache.answer('k', '1', make)).rejects.toThrow('at once')
  })
})

it('stays within its bytes and keeps what is used', async () => {
  const cache = open(50_000)
  await cache.answer('hot', '1', async () => body('hot'))
  for (let n = 0; n < 2000; n++) {
    await cache.answer(`k${n}`, '1', async () => body('€'.repeat(n % 1000)))
    expect(cache.find('hot', '1')).not.toBeNull()
    expect(cache.counts().bytes).toBeLessThanOrEqual(50_000)
  }
  expect(cache.counts().evicted).toBeGreaterThan(1000)
})
