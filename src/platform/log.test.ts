import { expect, test } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { createLog, type LogFormat, type LogLevel } from './log.ts'

function record(format: LogFormat = 'json', level: LogLevel = 'debug') {
  const lines: string[] = []
  const log = createLog({ level, format, sink: { write: (line) => lines.push(line) } })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? 'null') }
}

test('a line is an object with level, ISO time, fields and message', () => {
  const { log, last } = record()
  log.info({ height: 2n ** 60n }, 'block indexed')
  expect(last()).toMatchObject({ level: 'info', height: '1152921504606846976', msg: 'block indexed' })
  expect(last().time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  expect(Object.keys(last())).toEqual(['level', 'time', 'height', 'msg'])
})

test('an error alone gives its message and the field err', () => {
  const { log, last } = record()
  log.error(new Failure('NODE_UNAVAILABLE', 'node did not answer', { host: 'a' }))
  expect(last()).toMatchObject({
    msg: 'node did not answer',
    err: { code: 'NODE_UNAVAILABLE', values: { host: 'a' } },
  })
  log.error({ err: new Error('x', { cause: new Error('y') }) }, 'failed')
  expect(last()).toMatchObject({ msg: 'failed', err: { message: 'x', cause: { message: 'y' } } })
})

test('children add fields; secrets stay out of fields, messages and children', () => {
  const { log, lines, last } = record()
  log
    .child({ room: 'chain', url: 'http://a:pw@n' })
    .warn({ authorization: 'Bearer abcdefghij' }, 'at http://u:pw@h')
  expect(last()).toMatchObject({
    room: 'chain',
    url: 'http://a:***@n',
    authorization: '***',
    msg: 'at http://u:***@h',
  })
  expect(lines.join()).not.toMatch(/pw|abcdefghij/)
})

test('lines below the level are not written', () => {
  const { log, lines } = record('json', 'warn')
  log.info('quiet')
  log.warn('loud')
  expect(lines).toHaveLength(1)
})

test('pretty lines are for eyes', () => {
  const { log, lines } = record('pretty')
  log.info({ height: 5 }, 'ready')
  expect(lines[0]).toMatch(/^\[[\d:.]+\] INFO: ready\n {4}height: 5\n$/)
})
