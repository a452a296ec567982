import { expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { refusalFailure, retryAfterMsOf, statusOf } from './kube-status.ts'
import { verdictOf } from './kube-verdict.ts'
import { status } from './test-kube-server.ts'

const refused = (code: number, reason: string, details: object = {}) =>
  refusalFailure('PATCH services/web', { code, body: status(code, reason, 'why', details) })

test.each([
  [400, 'BadRequest', 'never', 'KUBE_REFUSED'],
  [401, 'Unauthorized', 'again', 'KUBE_UNAVAILABLE'],
  [403, 'Forbidden', 'never', 'KUBE_REFUSED'],
  [404, 'NotFound', 'missing', 'KUBE_REFUSED'],
  [405, 'MethodNotAllowed', 'never', 'KUBE_REFUSED'],
  [409, 'AlreadyExists', 'exists', 'KUBE_CONFLICT'],
  [409, 'Conflict', 'conflict', 'KUBE_CONFLICT'],
  [410, 'Expired', 'relist', 'KUBE_CONFLICT'],
  [413, 'RequestEntityTooLarge', 'never', 'KUBE_REFUSED'],
  [422, 'Invalid', 'never', 'KUBE_REFUSED'],
  [429, 'TooManyRequests', 'again', 'KUBE_UNAVAILABLE'],
  [500, 'InternalError', 'again', 'KUBE_UNAVAILABLE'],
  [503, 'ServiceUnavailable', 'again', 'KUBE_UNAVAILABLE'],
  [504, 'Timeout', 'again', 'KUBE_UNAVAILABLE'],
])('%i %s means %s', (code, reason, verdict, failureCode) => {
  const failure = refused(code, reason)
  expect([verdictOf(failure), failure.code]).toEqual([verdict, failureCode])
  expect(failure.message).toBe(`PATCH services/web: ${code} ${reason} why`)
})

test('a namespace that goes is as good as missing', () => {
  const details = {
    causes: [{ reason: 'NamespaceTerminating', message: 'namespace ns is being terminated' }],
  }
  expect(verdictOf(refused(403, 'Forbidden', details))).toBe('missing')
})

test('whoever is asked to wait may come again, whatever the code', () => {
  const failure = refused(403, 'Forbidden', { retryAfterSeconds: 2 })
  expect([verdictOf(failure), retryAfterMsOf(failure)]).toEqual(['again', 2000])
  expect(retryAfterMsOf(refused(429, 'TooManyRequests', { retryAfterSeconds: 1e9 }))).toBe(300_000)
})

test('what is no Status is read as far as it goes', () => {
  const page = refusalFailure('GET x', { code: 502, body: '<html>Bad Gateway</html>' })
  expect(statusOf(page)).toMatchObject({ code: 502, reason: '', message: '<html>Bad Gateway</html>' })
  expect(verdictOf(page)).toBe('again')
  expect(statusOf(refusalFailure('GET x', { code: 500, body: null }))).toMatchObject({
    code: 500,
    message: '',
  })
})

test.each([
  [new Failure('KUBE_UNAVAILABLE', 'no connection'), 'again'],
  [new Failure('TIMED_OUT', 'late'), 'again'],
  [new Failure('KUBE_ANSWER_INVALID', 'no JSON'), 'again'],
  [new Failure('ABORTED', 'stopped'), 'never'],
  [new Failure('FENCED', 'no leader'), 'never'],
  [new TypeError('a fault of ours'), 'never'],
])('%s without a Status: %s', (error, verdict) => {
  expect([verdictOf(error), statusOf(error), retryAfterMsOf(error)]).toEqual([verdict, null, 0])
})
