import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { withDeadline } from './deadline.ts'

const never = () => new Promise<never>(() => undefined)

test('gives the answer of work that ends in time', async () => {
  expect(await withDeadline({ what: 'it', timeoutMs: 1000 }, async () => 7)).toBe(7)
})

test('gives up on work that ignores its signal', async () => {
  const waiting = withDeadline({ what: 'the node', timeoutMs: 10 }, never)
  await expect(waiting).rejects.toMatchObject({
    code: 'TIMED_OUT',
    message: 'the node took longer than 10 ms',
  })
})

test('tells the work by its signal, with the failure as reason', async () => {
  let reason: unknown
  const waiting = withDeadline({ what: 'it', timeoutMs: 10 }, (signal) => {
    signal.addEventListener('abort', () => (reason = signal.reason))
    return never()
  })
  await expect(waiting).rejects.toBeInstanceOf(Failure)
  expect(reason).toMatchObject({ code: 'TIMED_OUT' })
})

test('stops with the outer signal, before and during the work', async () => {
  const outer = new AbortController()
  const deadline = { what: 'it', timeoutMs: 10_000, signal: outer.signal }
  const waiting = withDeadline(deadline, never)
  outer.abort(new Failure('ABORTED', 'SIGTERM'))
  await expect(waiting).rejects.toMatchObject({ code: 'ABORTED', cause: { message: 'SIGTERM' } })
  await expect(withDeadline(deadline, never)).rejects.toMatchObject({ code: 'ABORTED' })
})

test('passes on what the work throws, also before its first await', async () => {
  const failure = new Failure('NOT_FOUND', 'no')
  const thrown = withDeadline({ what: 'it', timeoutMs: 1000 }, () => {
    throw failure
  })
  await expect(thrown).rejects.toBe(failure)
})

test('leaves no listener on the outer signal', async () => {
  const outer = new AbortController()
  for (let i = 0; i < 20; i++)
    await withDeadline({ what: 'it', timeoutMs: 1000, signal: outer.signal }, () => sleep(0))
  await withDeadline({ what: 'it', timeoutMs: 1, signal: outer.signal }, never).catch(() => undefined)
  expect(getEventListeners(outer.signal, 'abort')).toHaveLength(0)
})
