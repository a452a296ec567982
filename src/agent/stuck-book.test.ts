import { expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { StuckBook } from './stuck-book.ts'

const error = new Failure('KUBE_REFUSED', 'invalid')

test('what never works is skipped for a minute, what pauses as long as it pauses', () => {
  const book = new StuckBook()
  const queue = { failures: () => new Map([['b', { error, count: 3, untilMs: 4000 }]]) }
  book.failed('a', { error, count: 1, untilMs: null }, 0)
  expect([...book.skipped(queue, 59_999).keys()]).toEqual(['a', 'b'])
  expect([...book.skipped(queue, 60_000).keys()]).toEqual(['b'])
  expect(book.skipped(queue, 0).get('b')).toEqual({
    reason: 'BACKING_OFF',
    message: 'a write to the cluster failed 3 times in a row, and is tried again within 10 seconds: invalid',
  })
  book.succeeded('a')
  expect([...book.skipped(queue, 0).keys()]).toEqual(['b'])
})
