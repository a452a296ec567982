import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { type Clock, systemClock } from './clock.ts'
import { createLog } from './log.ts'
import { runToShutdown, type Scope, type ShutdownOptions } from './shutdown.ts'

function setup(extra: Partial<ShutdownOptions> = {}) {
  const source = new EventEmitter()
  const exits: number[] = []
  const lines: string[] = []
  let ms = 0
  const clock: Clock = { ...systemClock, monotonicMs: () => ms }
  const options: ShutdownOptions = {
    source,
    clock,
    exit: (code) => exits.push(code),
    log: createLog({ level: 'info', format: 'json', sink: { write: (line) => lines.push(line) } }),
    ...extra,
  }
  return { source, exits, lines, options, pass: (by: number) => (ms += by) }
}

const aborted = ({ signal }: Scope) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

test('the signal stops the work; then what was opened is closed, the last first', async () => {
  const { source, options } = setup()
  const told: string[] = []
  const running = runToShutdown(options, async (scope) => {
    scope.defer('postgres', () => void told.push('postgres'))
    scope.defer('gateway', async () => void told.push('gateway'))
    await aborted(scope)
    told.push('work')
    return 'done'
  })
  source.emit('SIGTERM', 'SIGTERM')
  expect(await running).toBe('done')
  expect(told).toEqual(['work', 'gateway', 'postgres'])
  expect(source.listenerCount('SIGINT')).toBe(0)
})

test('work that ends or throws by itself is cleaned up after, too', async () => {
  const { options } = setup()
  const told: string[] = []
  await runToShutdown(options, async (scope) => scope.defer('a', () => void told.push('a')))
  const failing = runToShutdown(options, async (scope) => {
    scope.defer('b', () => void told.push('b'))
    throw new TypeError('broken')
  })
  await expect(failing).rejects.toThrow('broken')
  expect(told).toEqual(['a', 'b'])
})

test('one Ctrl-C that arrives twice is one; a real second one ends the process', async () => {
  const { source, exits, options, pass } = setup()
  let finish: () => void = () => undefined
  const running = runToShutdown(options, () => new Promise<void>((resolve) => (finish = resolve)))
  source.emit('SIGINT', 'SIGINT')
  pass(20)
  source.emit('SIGINT', 'SIGINT')
  expect(exits).toEqual([])
  pass(2000)
  source.emit('SIGINT', 'SIGINT')
  expect(exits).toEqual([130])
  finish()
  await running
})

test('a disposer that fails or hangs is named, and the others still run', async () => {
  const { options, lines } = setup()
  const told: string[] = []
  const running = runToShutdown(options, async (scope) => {
    scope.defer('first', () => void told.push('first'))
    scope.defer('stuck', () => new Promise<void>(() => undefined), 10)
    scope.defer('broken', () => {
      throw new TypeError('no')
    })
  })
  await expect(running).rejects.toThrow('no')
  expect(told).toEqual(['first'])
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['broken did not close', 'stuck did not close'])
})

test('work that ignores the signal is left after its limit', async () => {
  const { source, options } = setup({ workLimitMs: 20 })
  let closed = false
  const running = runToShutdown(options, async (scope) => {
    scope.defer('a', () => {
      closed = true
    })
    await new Promise<never>(() => undefined)
  })
  source.emit('SIGINT', 'SIGINT')
  await expect(running).rejects.toMatchObject({ code: 'TIMED_OUT' })
  expect(closed).toBe(true)
})
