import postgres from 'postgres'
import { describe, expect, it } from 'vitest'
import { Failure } from '#domain/failure.ts'
import { freePort } from '#platform/free-port.ts'
import { joinTestCluster } from '#platform/test-postgres.ts'
import { databaseFailure, onDatabase } from './database-failure.ts'

const failing = async (url: string, statement: string, parameters: string[] = []) => {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined })
  try {
    return await onDatabase(async () => sql.unsafe(statement, parameters)).then(
      () => null,
      (error: unknown) => error,
    )
  } finally {
    await sql.end({ timeout: 1 })
  }
}
const server = joinTestCluster().url

describe('what a failed statement means', () => {
  it('nobody listens: unavailable', async () => {
    const url = `postgres://nobody@127.0.0.1:${await freePort()}/x`
    expect(await failing(url, 'select 1')).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  })
  it('the backend is ended under us: unavailable', async () => {
    const error = await failing(server, 'select pg_terminate_backend(pg_backend_pid())')
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retry: 'later' })
  })
  it('serialization failures and deadlocks: later', async () => {
    for (const state of ['40001', '40P01'])
      expect(await failing(server, `do $$ begin raise sqlstate '${state}'; end $$`)).toMatchObject({
        retry: 'later',
      })
  })
  it('a statement that takes too long: timed out', async () => {
    const error = await failing(server, `set statement_timeout = 20; select pg_sleep(5)`)
    expect(error).toMatchObject({ code: 'TIMED_OUT' })
  })
  it('anything else: internal, without the parameters in the message', async () => {
    const error = await failing(server, 'select $1::text::int', ['s3cret'])
    expect(error).toMatchObject({ code: 'INTERNAL', message: 'Postgres refused a statement: 22P02' })
  })
  it('a missing table: the schema is old', async () => {
    expect(await failing(server, 'select * from nowhere')).toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining('ipgw migrate'),
    })
  })
  it('our own failures pass', () => {
    const ours = new Failure('FENCED', 'over')
    expect(databaseFailure(ours)).toBe(ours)
  })
})
