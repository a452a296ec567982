import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import postgres from 'postgres'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedPostgres, restartPauseMs, startPostgres } from './embedded-postgres.ts'
import { freePort } from './free-port.ts'
import { createLog } from './log.ts'
import { isRoot } from './os-account.ts'
import { findPostgresBinaries } from './postgres-binaries.ts'
import { isAlive, readStatus } from './postgres-status.ts'

const log = createLog({ level: 'silent', format: 'json' })
const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function directory(mode = 0o755): string {
  const path = mkdtempSync(join(tmpdir(), 'ipgw-pg-'))
  chmodSync(path, mode)
  cleanups.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function start(dataDir: string, options: { port?: number } = {}): Promise<EmbeddedPostgres> {
  const server = await startPostgres({ dataDir, log, ...options })
  cleanups.push(() => server.stop())
  return server
}

async function query(url: string, text: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined })
  try {
    return [...(await sql.unsafe(text))]
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const limit = Date.now() + 20_000; Date.now() < limit; await sleep(20)) if (await condition()) return
  throw new Error('it did not happen within 20 s')
}

test('starts, answers in UTF-8 without a locale, and leaves nothing running after stop', async () => {
  const server = await start(join(directory(), 'pg'))
  expect(await query(server.url, "select lower('ÄÖ') as l, 'b' < 'C' as c")).toEqual([{ l: 'äö', c: false }])
  const pid = readStatus(server.dataDir)?.pid ?? 0
  await server.stop()
  await server.stop()
  expect(isAlive(pid)).toBe(false)
  expect(readStatus(server.dataDir)).toBeNull()
})

test('a second start goes on with the same data', async () => {
  const dataDir = join(directory(), 'pg')
  const first = await start(dataDir)
  await query(first.url, 'create table kept as select 7 as n')
  await first.stop()
  const second = await start(dataDir)
  expect(second.isReused).toBe(false)
  expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }])
})

test('a live server is joined, and stopped only by who started it', async () => {
  const dataDir = join(directory(), 'pg')
  const first = await start(dataDir)
  const second = await start(dataDir)
  expect(second).toMatchObject({ isReused: true, url: first.url })
  await second.stop()
  expect(await query(first.url, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('starts at the same time on fresh data share one server', async () => {
  const dataDir = join(directory(), 'pg')
  const servers = await Promise.all([start(dataDir), start(dataDir), start(dataDir)])
  expect(new Set(servers.map((server) => server.url)).size).toBe(1)
  expect(servers.filter((server) => !server.isReused)).toHaveLength(1)
})

test('a server that keeps dying is started ever more slowly, until one lives', () => {
  const pauses: number[] = []
  for (const livedMs of [10, 20, 30, 40, 50, 60, 70, 80, 60_000, 10])
    pauses.push(restartPauseMs(pauses.at(-1) ?? 0, livedMs))
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 500, 1000])
})

test('a password is needed', async () => {
  const server = await start(join(directory(), 'pg'))
  const url = new URL(server.url)
  url.password = 'guess'
  await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

test('a server that is killed comes back on its port, with its data', async () => {
  const server = await start(join(directory(), 'pg'))
  await query(server.url, 'create table kept as select 7 as n')
  const pid = readStatus(server.dataDir)?.pid ?? 0
  process.kill(pid, 'SIGKILL')
  await until(() => {
    const status = readStatus(server.dataDir)
    return status?.state === 'ready' && status.pid !== pid
  })
  expect(await query(server.url, 'select n from kept')).toEqual([{ n: 7 }])
})

test('a lock file left by a crash, with the id of a living stranger, is no obstacle', async () => {
  const server = await start(join(directory(), 'pg'))
  await server.stop()
  const lock = [process.pid, server.dataDir, 0, server.port, '', '127.0.0.1', '', 'ready', '']
  writeFileSync(join(server.dataDir, 'postmaster.pid'), lock.join('\n'))
  const again = await start(server.dataDir)
  expect(again.isReused).toBe(false)
})

test('a taken port is named', async () => {
  const port = await freePort()
  const first = await start(join(directory(), 'pg'), { port })
  expect(first.port).toBe(port)
  await expect(start(join(directory(), 'pg'), { port })).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    message: expect.stringMatching(new RegExp(`could not bind.*127\\.0\\.0\\.1.*port ${port}`, 's')),
  })
})

test('a directory that holds something else is refused and left alone', async () => {
  const dataDir = join(directory(), 'pg')
  mkdirSync(dataDir)
  writeFileSync(join(dataDir, 'mine.txt'), 'mine')
  await expect(start(dataDir)).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    message: expect.stringContaining(`${dataDir} is not empty and holds no Postgres data`),
  })
  expect(statSync(join(dataDir, 'mine.txt')).size).toBe(4)
})

test('a platform without binaries is told what to do', () => {
  expect(() => findPostgresBinaries('sunos', 'sparc')).toThrow(
    /no embedded Postgres for this platform \(@embedded-postgres\/sunos-sparc .*set DATABASE_URL/,
  )
})

test.runIf(isRoot())(
  'as root in a closed home: the data lies where nobody can reach it, always the same place',
  async () => {
    const dataDir = join(directory(0o700), 'pg')
    const server = await start(dataDir)
    cleanups.unshift(() => rmSync(join(server.dataDir, '..'), { recursive: true, force: true }))
    expect(server.dataDir).toMatch(/^\/var\/tmp\/ipgw-0\/[0-9a-f]{12}\/pg$/)
    await query(server.url, 'create table kept as select 7 as n')
    await server.stop()
    expect(await query((await start(dataDir)).url, 'select n from kept')).toEqual([{ n: 7 }])
  },
)

describe('when its node process dies', () => {
  const program = join('dist', 'test', `embedded-postgres-${process.pid}.mjs`)

  beforeAll(async () => {
    const contents = `
      import { startPostgres } from './src/platform/embedded-postgres.ts'
      import { createLog } from './src/platform/log.ts'
      const log = createLog({ level: 'silent', format: 'json' })
      const server = await startPostgres({ dataDir: process.argv[2], log })
      process.stdout.write(server.url + '\\n')
      setInterval(() => undefined, 1000)`
    await build({
      stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      outfile: program,
    })
    return () => rmSync(program, { force: true })
  })

  async function startElsewhere(dataDir: string) {
    const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    cleanups.push(() => child.kill('SIGKILL'))
    const url = await new Promise<string>((resolve) =>
      child.stdout.once('data', (text) => resolve(String(text).trim())),
    )
    return { child, url }
  }

  test('killed outright: Postgres ends, and an immediate next start waits for it and keeps the data', async () => {
    const dataDir = join(directory(), 'pg')
    const { child, url } = await startElsewhere(dataDir)
    await query(url, 'create table kept as select 7 as n')
    const pid = readStatus(dataDir)?.pid ?? 0
    const dead = once(child, 'exit')
    child.kill('SIGKILL')
    await dead
    const next = await start(dataDir)
    await until(() => !isAlive(pid))
    expect(next.isReused).toBe(false)
    expect(await query(next.url, 'select n from kept')).toEqual([{ n: 7 }])
  })

  test('interrupted: Postgres ends too', async () => {
    const dataDir = join(directory(), 'pg')
    const { child } = await startElsewhere(dataDir)
    const pid = readStatus(dataDir)?.pid ?? 0
    child.kill('SIGINT')
    await until(() => !isAlive(pid))
    expect(readStatus(dataDir)).toBeNull()
  })
})
