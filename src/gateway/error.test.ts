import { GraphQLError } from 'graphql'
import { describe, expect, it } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { createLog } from '#platform/log.ts'
import { createFormatError } from './error.ts'

const secret = 'select * from lease where owner = akash1secret'

function formatted(error: Error) {
  const lines: string[] = []
  const log = createLog({ level: 'info', format: 'json', sink: { write: (line) => lines.push(line) } })
  const formatError = createFormatError({ log, makeId: () => 'id-1' })
  const located = new GraphQLError(error.message, { originalError: error, path: ['lease'] })
  const answer = formatError(
    { message: error.message, path: ['lease'], extensions: { stacktrace: [secret] } },
    located,
  )
  return { answer, log: lines.join('\n') }
}

describe('what clients see of an error', () => {
  it('is its message and code where the code is public', () => {
    const { answer, log } = formatted(new Failure('NOT_FOUND', 'no such lease', { secret }))
    expect(answer).toEqual({ message: 'no such lease', path: ['lease'], extensions: { code: 'NOT_FOUND' } })
    expect(log).toBe('')
  })

  it.each([
    new Failure('DATABASE_UNAVAILABLE', secret),
    new Failure('INTERNAL', secret),
    new TypeError(secret),
    Object.assign(new Error(secret), { code: '42P01', query: secret, parameters: [secret] }),
    Object.assign(new Error(secret), { extensions: { code: 'NOT_FOUND' } }),
  ])('is an id that is in the log where it is a fault of ours: %s', (error) => {
    const { answer, log } = formatted(error)
    expect(answer.extensions).toEqual({ code: 'INTERNAL', id: 'id-1' })
    expect(JSON.stringify(answer)).not.toContain('select')
    expect(log).toContain('"errorId":"id-1"')
    expect(log).toContain('select')
  })
})
