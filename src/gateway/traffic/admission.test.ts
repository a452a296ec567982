import { describe, expect, it } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { createAdmission } from './admission.ts'
import { createTestTime } from './test-time.ts'

function open(limit: number, random = () => 0) {
  const time = createTestTime()
  const admission = createAdmission({ limit, clock: time.clock, alarm: time.alarm, random })
  const done: string[] = []
  /** Notes its name, or why it was refused, with the time. */
  const ask = (name: string, serviceMs: number, signal?: AbortSignal) =>
    admission
      .run(async () => {
        done.push(`${time.clock.monotonicMs()} ${name} starts`)
        await time.sleep(serviceMs)
      }, signal)
      .catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error
        done.push(`${time.clock.monotonicMs()} ${name} ${error.values.reason ?? error.code}`)
      })
  return { time, admission, done, ask }
}

describe('admission', () => {
  it('lets so many run at a time, and the others in order', async () => {
    const { time, admission, done, ask } = open(2)
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask(name, 10)
    await time.pass(0)
    expect(admission.load()).toEqual({ running: 2, waiting: 3 })
    await time.pass(100)
    expect(done).toEqual(['0 a starts', '0 b starts', '10 c starts', '10 d starts', '20 e starts'])
    expect(admission.load()).toEqual({ running: 0, waiting: 0 })
  })

  it('refuses who has waited 100 ms, with one alarm for all', async () => {
    const { time, admission, done, ask } = open(1)
    ask('long', 1000)
    await time.pass(0)
    for (const name of ['a', 'b', 'c']) {
      ask(name, 10)
      await time.pass(10)
      expect(time.pending).toBe(2)
    }
    await time.pass(500)
    expect(done).toEqual(['0 long starts', '100 a late', '110 b late', '120 c late'])
    expect(admission.load()).toEqual({ running: 1, waiting: 0 })
    await time.pass(1000)
    expect([admission.load().running, time.pending]).toEqual([0, 0])
  })

  it('refuses at once who would wait longer, as soon as it knows how long the work takes', async () => {
    const { time, done, ask } = open(1)
    ask('known', 30)
    await time.pass(30)
    for (const name of ['a', 'b', 'c', 'd']) ask(name, 30)
    await time.pass(0)
    expect(done.slice(1)).toEqual(['30 a starts', '30 d slow'])
    await time.pass(100)
    expect(done.slice(3)).toEqual(['60 b starts', '90 c starts'])
  })

  it('refuses when a thousand wait', async () => {
    const { time, done, ask, admission } = open(1)
    for (let n = 0; n < 1001; n++) ask(`n${n}`, 1)
    ask('last', 1)
    await time.pass(0)
    expect(done.at(-1)).toBe('0 last full')
    expect(admission.load()).toEqual({ running: 1, waiting: 1000 })
  })

  it('lets those go who no longer want an answer', async () => {
    const { time, admission, done, ask } = open(1)
    const leaving = new AbortController()
    ask('a', 10)
    ask('b', 10, leaving.signal)
    ask('c', 10)
    await time.pass(5)
    leaving.abort()
    await time.pass(0)
    expect(admission.load()).toEqual({ running: 1, waiting: 1 })
    ask('d', 10, leaving.signal)
    await time.pass(100)
    expect(done).toEqual(['0 a starts', '5 b ABORTED', '5 d ABORTED', '10 c starts'])
    expect(admission.load()).toEqual({ running: 0, waiting: 0 })
  })

  it('does not start who is late, even where the alarm is later', async () => {
    const clock = { ms: 0, monotonicMs: () => clock.ms }
    const admission = createAdmission({ limit: 1, clock, alarm: () => undefined, random: () => 0 })
    let finish: () => void = () => undefined
    const first = admission.run(() => new Promise<void>((resolve) => (finish = resolve)))
    await Promise.resolve()
    const second = admission.run(async () => 'started')
    await Promise.resolve()
    clock.ms = 200
    finish()
    await first
    await expect(second).rejects.toMatchObject({ code: 'OVERLOADED', values: { reason: 'late' } })
    expect(await admission.run(async () => 'started')).toBe('started')
  })

  it('gives the place back after a failure, which stays what it was', async () => {
    const { admission } = open(1)
    const failure = new Failure('TIMED_OUT', 'too long')
    for (let round = 0; round < 3; round++)
      await expect(admission.run(() => Promise.reject(failure))).rejects.toBe(failure)
    expect(admission.load()).toEqual({ running: 0, waiting: 0 })
  })

  it.each([
    [0, 1],
    [0.5, 3],
    [0.999, 5],
  ])('says when to come back: random %d → %d s', async (random, seconds) => {
    const { admission, time } = open(1, () => random)
    admission.run(() => time.sleep(1000))
    await time.pass(0)
    const late = admission.run(() => time.sleep(1)).catch((error: unknown) => error)
    await time.pass(100)
    expect(await late).toMatchObject({
      code: 'OVERLOADED',
      message: `the gateway is busy; try again in ${seconds} s`,
      values: { retryAfterSeconds: seconds },
    })
  })
})
