import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openTestDatabase } from '#store/test-database.ts'
import { buildProgram, type Program } from './program.ts'

// `ipgw serve` as processes that share a port: what becomes of them when one dies, all shall end, or their parent is killed.

const PATIENCE_MS = 20_000
let program: Program
let database: Awaited<ReturnType<typeof openTestDatabase>>
const children: ChildProcess[] = []

beforeAll(async () => {
  program = await buildProgram()
  database = await openTestDatabase()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(async () => {
  await database.close()
  program.remove()
})

async function start(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [program.path, 'serve'], {
    env: {
      PATH: process.env.PATH,
      NETWORK: 'custom',
      CHAIN_ID: 'workers-1',
      CHAIN_RPC_URLS: 'http://127.0.0.1:1',
      DATABASE_URL: database.url,
      GATEWAY_WORKERS: '2',
      LOG_FORMAT: 'json',
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  children.push(child)
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const ended = once(child, 'exit')
  await until(() => /GraphQL at (\S+)\/graphql/.test(text) || child.exitCode !== null)
  const url = /GraphQL at (\S+)\/graphql/.exec(text)?.[1] ?? ''
  return { child, url, ended, text: () => text, workers: () => childrenOf(child.pid ?? 0) }
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const limit = performance.now() + PATIENCE_MS; !(await isTrue()); await sleep(50))
    if (performance.now() > limit) throw new TypeError('it did not come true in time')
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
/** A connection of its own each time, so that the workers take turns. */
const ask = async (url: string) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"query":"{ network { chainId } }"}',
  })
  return response.text()
}

it('answers on one port, and tells the metrics of all as one', async () => {
  const { url, workers } = await start()
  expect(workers()).toHaveLength(2)
  for (let turn = 0; turn < 6; turn++) expect(await ask(url)).toContain('"chainId":"workers-1"')
  for (let turn = 0; turn < 2; turn++) {
    const metrics = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text()
    expect(metrics).toMatch(/^ipgw_http_request_seconds_count\{[^}]*path="\/graphql"[^}]*\} 6$/m)
  }
})

it('replaces a worker that is killed, and answers meanwhile', async () => {
  const { url, workers, text } = await start()
  const [first = 0] = workers()
  process.kill(first, 'SIGKILL')
  await until(() => text().includes('another takes its place'))
  expect(await ask(url)).toContain('workers-1')
  await until(() => workers().length === 2 && !workers().includes(first))
  for (let turn = 0; turn < 4; turn++) expect(await ask(url)).toContain('workers-1')
})

it('ends them all at SIGTERM, with code 0', async () => {
  const { child, ended, workers } = await start()
  const pids = workers()
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(pids.filter(isAlive)).toEqual([])
})

it('leaves none behind when the parent is killed', async () => {
  const { child, ended, workers } = await start()
  const pids = workers()
  child.kill('SIGKILL')
  await ended
  await until(() => pids.every((pid) => !isAlive(pid)))
})

it('says why it cannot start, and ends with a failure', async () => {
  const { text, ended } = await start({ HOST: '192.0.2.1', PORT: '9' })
  const [code] = await ended
  expect(code).toBe(2)
  expect(text()).toContain('cannot listen on 192.0.2.1:9')
})
