import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from './free-port.ts'
import { accepts, isAlive, mayBePostgres, readStatus } from './postgres-status.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'ipgw-status-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

const lock = (state: string) =>
  ['4711', base, '1700000000', '5433', '', '127.0.0.1', '0 0', state, ''].join('\n')

test('no lock file: no server', () => {
  expect(readStatus(base)).toBeNull()
})

test('reads process, port, state and who keeps it alive', () => {
  writeFileSync(join(base, 'postmaster.pid'), lock('ready   '))
  writeFileSync(join(base, 'postmaster.opts'), '/bin/postgres "-D" "/x" "-c" "cluster_name=ipgw-99"\n')
  expect(readStatus(base)).toEqual({ pid: 4711, port: 5433, state: 'ready', supervisor: 99 })
})

test('a server that somebody else started has no supervisor; half a file is no server yet', () => {
  writeFileSync(join(base, 'postmaster.pid'), lock('starting'))
  expect(readStatus(base)).toMatchObject({ state: 'starting', supervisor: null })
  writeFileSync(join(base, 'postmaster.pid'), '')
  expect(readStatus(base)).toBeNull()
})

test('tells living from dead, and Postgres from others', () => {
  expect(isAlive(process.pid)).toBe(true)
  expect(isAlive(2 ** 30)).toBe(false)
  expect(mayBePostgres(process.pid)).toBe(false)
})

test('tells an open port from a closed one', async () => {
  const port = await freePort()
  expect(await accepts(port)).toBe(false)
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  expect(await accepts(port)).toBe(true)
  await new Promise((resolve) => server.close(resolve))
})
