import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRecording } from '#devnet/recorded.ts'
import { type ChainServer, startServer } from '#devnet/server.ts'
import { joinTestCluster, type TestDatabase } from '#platform/test-postgres.ts'
import { runCli } from '../test-world.ts'
import { hashCommand } from './hash.ts'
import { indexCommand } from './index-command.ts'
import { migrateCommand } from './migrate.ts'
import { serveCommand } from './serve.ts'
import { statusCommand } from './status.ts'
import { verifyCommand } from './verify.ts'

const commands = [indexCommand, serveCommand, migrateCommand, verifyCommand, hashCommand, statusCommand]
const recording = fileURLToPath(new URL('../../test/recordings/scenario-a', import.meta.url))
const cluster = joinTestCluster()
let database: TestDatabase
let node: ChainServer
let env: Record<string, string> = {}

beforeAll(async () => {
  const chain = openRecording(recording)
  node = await startServer({ chain })
  database = await cluster.createDatabase()
  env = {
    NETWORK: 'custom',
    CHAIN_ID: chain.chainId,
    CHAIN_RPC_URLS: node.url,
    DATABASE_URL: database.url,
    LOG_FORMAT: 'json',
    PORT: '0',
  }
})
afterAll(async () => {
  await node.close()
  await database.drop()
  await cluster.close()
})

const run = (...argv: string[]) => runCli(argv, commands, env).done

async function sql(text: string): Promise<unknown[]> {
  const client = postgres(database.url, { max: 1, onnotice: () => undefined })
  try {
    return [...(await client.unsafe(text))]
  } finally {
    await client.end({ timeout: 1 })
  }
}

test('a database without our schema is told what to do', async () => {
  const { code, err } = await run('hash')
  expect(code).toBe(1)
  expect(err).toContain('ipgw migrate')
})

test('migrate, also twice', async () => {
  expect((await run('migrate')).code).toBe(0)
  expect((await run('migrate')).code).toBe(0)
})

test('before anything is indexed, verify says so', async () => {
  const { code, err } = await run('verify')
  expect(code).toBe(1)
  expect(err).toContain('nothing is indexed yet')
})

test('index --once reads everything and ends', async () => {
  const { code, err } = await run('index', '--once', '--from', '100')
  expect(err).not.toContain('"level":"error"')
  expect(code).toBe(0)
  expect(await sql('select height from cursor')).toEqual([{ height: '412' }])
}, 60_000)

test('hash: one line per table, and for machines', async () => {
  const { code, out } = await run('hash', '--height', '412')
  expect(code).toBe(0)
  expect(out).toMatch(/^height 412\n([0-9a-f]{64} {2}\w+\n)+$/)
  const machine = JSON.parse((await run('hash', '--json')).out)
  expect(machine.height).toBe(412)
  expect(Object.values(machine.tables)).toEqual(out.match(/[0-9a-f]{64}/g))
  expect((await run('hash', '--height', '7')).err).toContain('the index stands at 412, not at 7')
})

test('verify: no drift, then a row changed by hand is named, exit 3, and mended', async () => {
  expect(await run('verify')).toMatchObject({ code: 0, out: 'drift 0\n' })
  const before = (await run('hash')).out
  const [changed] = await sql(
    "update lease set state = 'active', closed_height = null, close_reason = null where key = (select key from lease where state = 'closed' order by key limit 1) returning key",
  )
  const { code, out } = await run('verify', '--json')
  expect(code).toBe(3)
  const { key } = changed as { key: string }
  expect(JSON.parse(out)).toMatchObject({ drift: 1, records: [{ kind: 'lease', key }] })
  expect(await run('verify')).toMatchObject({ code: 3, out: expect.stringContaining(`lease ${key}: `) })
  expect((await run('verify', '--repair')).code).toBe(0)
  expect(await run('verify')).toMatchObject({ code: 0, out: 'drift 0\n' })
  expect((await run('hash')).out).toBe(before)
}, 60_000)

test('status: for people and for machines', async () => {
  const { code, out } = await run('status')
  expect(code).toBe(0)
  expect(out).toContain('indexed    412 of 412')
  expect(JSON.parse((await run('status', '--json')).out)).toMatchObject({ indexedHeight: 412 })
})

test('serve answers GraphQL until it is told to stop', async () => {
  const { signals, done, err } = runCli(['serve'], commands, env)
  await expect.poll(err).toContain('/graphql')
  const url = /http:\/\/127\.0\.0\.1:\d+\/graphql/.exec(err())?.[0] ?? ''
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ network { indexedHeight } }"}',
  })
  expect(await answer.json()).toMatchObject({ data: { network: { indexedHeight: expect.anything() } } })
  signals.emit('SIGTERM', 'SIGTERM')
  expect((await done).code).toBe(0)
  await expect(fetch(url)).rejects.toThrow()
})

test('an indexer that is told to stop ends in order; one with a goal says that it did not reach it', async () => {
  const { signals, done, err } = runCli(['index'], commands, { ...env, LOG_LEVEL: 'debug' })
  await expect.poll(async () => (await sql('select holder from writer'))[0]).not.toEqual({ holder: null })
  signals.emit('SIGINT', 'SIGINT')
  expect(await done).toMatchObject({ code: 0 })
  expect(err()).not.toContain('"level":"fatal"')
  expect(await sql('select holder from writer')).toEqual([{ holder: null }])
  const far = runCli(['index', '--until', '1000000'], commands, env)
  await expect.poll(async () => (await sql('select holder from writer'))[0]).not.toEqual({ holder: null })
  far.signals.emit('SIGINT', 'SIGINT')
  expect((await far.done).code).toBe(130)
})

test('a database of another chain is refused', async () => {
  const { code, err } = await runCli(['index', '--once'], commands, { ...env, CHAIN_ID: 'other-1' }).done
  expect(code).toBe(1)
  expect(err).toContain('CHAIN_ID_MISMATCH')
}, 60_000)
