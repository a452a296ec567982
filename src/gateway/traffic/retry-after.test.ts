import { expect, it } from 'vitest'
import { codes, Failure } from '#domain/failure.ts'
import { createAdmission } from './admission.ts'
import { createRateLimiter } from './rate-limiter.ts'
import { retryAfter } from './retry-after.ts'
import { createTestTime } from './test-time.ts'

it('stands in every refusal for want of room, whose status says so too', async () => {
  const { clock, alarm, pass, sleep } = createTestTime()
  const admission = createAdmission({ limit: 1, clock, alarm, random: () => 0.5 })
  const limiter = createRateLimiter({ perSecond: 1, clock })
  const refusals: Failure[] = []
  const note = (error: unknown) => {
    if (error instanceof Failure) refusals.push(error)
  }
  admission.run(() => sleep(1000)).catch(note)
  await pass(0)
  admission.run(() => sleep(1)).catch(note)
  await pass(100)
  try {
    for (let request = 0; request < 6; request++) limiter.check(() => 'a')
  } catch (error) {
    note(error)
  }
  expect(refusals.map((failure) => [codes[failure.code].status, retryAfter(failure)])).toEqual([
    [503, '3'],
    [429, '1'],
  ])
})

it('is absent elsewhere', () => {
  expect(retryAfter(new Failure('NOT_FOUND', 'no such lease'))).toBeNull()
})
