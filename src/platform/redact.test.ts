import { expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { loggable, redactText } from './redact.ts'

test.each([
  ['postgres://me:s3cret@db/x failed', 'postgres://me:***@db/x failed'],
  ['https://:pw@h and http://u:p@k', 'https://:***@h and http://u:***@k'],
  ['GET https://node/rpc?apikey=abc&height=5', 'GET https://node/rpc?apikey=***&height=5'],
  ['Authorization: Bearer eyJhbGciOi.J9', 'Authorization: Bearer ***'],
  ['http://127.0.0.1:4000/graphql is up', 'http://127.0.0.1:4000/graphql is up'],
])('%s', (text, shown) => {
  expect(redactText(text)).toBe(shown)
})

test('values keep their meaning: bigint, dates, bytes, sets', () => {
  const value = {
    dseq: 2n ** 64n - 1n,
    at: new Date(0),
    raw: new Uint8Array([0, 255]),
    kinds: new Set(['a']),
    none: null,
  }
  expect(loggable(value)).toEqual({
    dseq: '18446744073709551615',
    at: '1970-01-01T00:00:00.000Z',
    raw: '00ff',
    kinds: ['a'],
    none: null,
  })
})

test('secrets are censored by their key, at any depth', () => {
  const value = {
    request: { headers: { Authorization: 'x', accept: 'y' } },
    dbPassword: 'p',
    apiKey: 'k',
    token: 't',
  }
  expect(loggable(value)).toEqual({
    request: { headers: { Authorization: '***', accept: 'y' } },
    dbPassword: '***',
    apiKey: '***',
    token: '***',
  })
})

test('an error shows code, values and its causes, without secrets', () => {
  const cause = Object.assign(new Error('connect postgres://u:pw@h'), { code: 'ECONNREFUSED' })
  const failure = new Failure('DATABASE_UNAVAILABLE', 'no answer', { height: 5n }, { cause })
  expect(loggable(failure)).toMatchObject({
    type: 'Failure',
    code: 'DATABASE_UNAVAILABLE',
    message: 'no answer',
    values: { height: '5' },
    cause: { message: 'connect postgres://u:***@h', code: 'ECONNREFUSED' },
  })
})

test('size is bounded: long lists, blobs and rings', () => {
  const ring: Record<string, unknown> = {}
  ring.self = ring
  expect(JSON.stringify(loggable(ring))).toContain('[deep]')
  expect(loggable(Array.from({ length: 150 }, () => 1))).toHaveLength(101)
  expect(loggable(new Uint8Array(1000))).toMatch(/… \(1000 bytes\)$/)
})
