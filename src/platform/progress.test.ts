import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { type Clock, systemClock } from './clock.ts'
import { createProgress } from './progress.ts'

function setup(isTTY: boolean) {
  let ms = 0
  let shown = ''
  const stream = Object.assign(
    new Writable({
      write(chunk, _, done) {
        shown += String(chunk)
        done()
      },
    }),
    { isTTY, columns: 120 },
  )
  const clock: Clock = { ...systemClock, monotonicMs: () => ms }
  const progress = createProgress({ stream, clock, lineEveryMs: 5000 })
  return { progress, shown: () => shown, pass: (by: number) => (ms += by) }
}

test('elsewhere: plain lines, the first at once and then at most one in five seconds', () => {
  const { progress, shown, pass } = setup(false)
  progress.start(100, 'active leases')
  for (let done = 1; done <= 12; done++) {
    pass(1000)
    progress.update(done)
  }
  progress.sink.write('a log line\n')
  progress.stop()
  expect(shown().split('\n')).toEqual([
    'active leases: 0 of 100 · 0 %',
    'active leases: 5 of 100 · 5 % · 1/s · 1 min 35 s left',
    'active leases: 10 of 100 · 10 % · 1/s · 1 min 30 s left',
    'a log line',
    'active leases: 12 of 100 · 12 % · 1/s · 1 min 28 s left',
    '',
  ])
})

test('a total may become known on the way, and the rate counts this run only', () => {
  const { progress, shown, pass } = setup(false)
  progress.start(null, 'blocks', 1000)
  pass(5000)
  progress.update(1050, 2000)
  expect(shown()).toBe('blocks: 1,000\nblocks: 1,050 of 2,000 · 52 % · 10/s · 1 min 35 s left\n')
})

test('on a terminal: a bar that log lines do not tear apart, and a last line', () => {
  const { progress, shown } = setup(true)
  progress.start(4, 'leases')
  progress.update(2)
  progress.sink.write('a log line\n')
  progress.stop('ready')
  progress.sink.write('later\n')
  expect(shown()).toContain('█')
  expect(shown()).toContain('2 of 4 · 50 %')
  expect(shown()).toContain('\r\x1b[Ka log line\n')
  expect(shown()).toMatch(/leases: ready\nlater\n$/)
})

test('stop without start says nothing', () => {
  const { progress, shown } = setup(false)
  progress.stop()
  progress.update(3)
  expect(shown()).toBe('')
})
