import { describe, expect, it, test } from 'vitest'
import { cacheControl, etagOf, hasSameAnswer } from './cache-headers.ts'

const kind = { method: 'GET', isPersisted: true, isAuthorized: false, isVolatile: false }

test.each([
  [{}, 'public, max-age=1, s-maxage=3, stale-while-revalidate=6'],
  [{ isPersisted: false }, 'no-cache'],
  [{ method: 'POST' }, 'no-store'],
  [{ isVolatile: true }, 'no-store'],
  [{ isVolatile: true, isPersisted: false }, 'no-store'],
  [{ isAuthorized: true }, 'private, no-store'],
  [{ isAuthorized: true, isVolatile: true }, 'private, no-store'],
  [{ isAuthorized: true, method: 'POST' }, 'private, no-store'],
])('Cache-Control of %j', (other, text) => {
  expect(cacheControl({ ...kind, ...other })).toBe(text)
})

describe('an ETag', () => {
  const etag = etagOf('key', 'version')

  it('is weak, and differs by key and version', () => {
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/)
    expect(etagOf('key', 'version')).toBe(etag)
    expect(new Set([etag, etagOf('key2', 'version'), etagOf('key', 'version2')]).size).toBe(3)
    expect(etagOf('b\nc', 'a')).not.toBe(etagOf('b', 'a\nc2'))
  })

  it.each([
    ['*', true],
    [' * ', true],
    [etag, true],
    [etag.slice(2), true],
    [`"a,b", ${etag}`, true],
    [`W/"other",${etag},"x"`, true],
    [null, false],
    ['', false],
    ['W/"other"', false],
    [etag.slice(3, -1), false],
    [`"x${etag.slice(3)}`, false],
    ['**', false],
  ])('is in If-None-Match %j: %s', (header, same) => {
    expect(hasSameAnswer(header, etag)).toBe(same)
  })
})
